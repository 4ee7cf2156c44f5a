"""工作交接: who starts it, who signs, what both signatures do, and who sees it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from tests.people import make_person
from units import handover_accounts
from units.handover_paper import paper_of
from units.models import Appointment, Handover, HandoverState, Person, Role
from units.workflows import handover as moves
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.digest import digest_of
from zhaotong_portal.todo import todos_for
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged


@pytest.fixture
def successor(db):
    """Somebody with an account and no role yet."""
    return make_person("successor", "何某甲")


def plan(**changes):
    return {
        "incoming": None, "incoming_name": "", "incoming_phone": "", "takes_effect_on": timezone.localdate(),
        "reason": "岗位调整", "notes": "台账在三楼档案柜。",
    } | changes  # fmt: skip


def post_of(person):
    return person.appointments.get()


@pytest.fixture
def prepared(officer, successor):
    return moves.prepare(officer, post_of(officer), plan(incoming=successor))


@pytest.fixture
def waiting(prepared, officer):
    return moves.sign_outgoing(prepared.pk, officer)


def now(handover):
    return Handover.objects.get(pk=handover.pk)


def roles(person):
    person = Person.objects.get(pk=person.pk)
    return person.roles


# --- Starting -------------------------------------------------------------------------------------


def test_an_officer_starts_only_their_own(officer, secretary, other_officer, successor):
    assert list(moves.posts_to_hand_over(officer)) == [post_of(officer)]
    assert list(moves.posts_to_hand_over(secretary)) == [post_of(officer), post_of(secretary)]
    with pytest.raises(NotAllowed):
        moves.prepare(other_officer, post_of(officer), plan(incoming=successor))


def test_who_left_lately_is_handed_over_by_the_secretary(officer, secretary, staff, settings):
    gone = post_of(officer)
    gone.ends_on = timezone.localdate() - timedelta(days=10)
    gone.save()
    assert gone in moves.posts_to_hand_over(secretary)
    settings.HANDOVER_GONE_DAYS = 5
    assert gone not in moves.posts_to_hand_over(secretary)
    assert not moves.posts_to_hand_over(staff)


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"incoming_name": ""}, "incoming_name"),
        ({"incoming_name": "何某甲", "reason": " "}, "reason"),
        ({"incoming_name": "何某甲", "takes_effect_on": date(2020, 1, 1)}, "takes_effect_on"),
        ({"incoming_name": "何某甲", "takes_effect_on": None}, "takes_effect_on"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_beside_its_field(officer, changes, field):
    with pytest.raises(ValidationError) as refused:
        moves.prepare(officer, post_of(officer), plan(**changes))
    assert list(refused.value.message_dict) == [field]


def test_nobody_hands_over_to_themselves_or_before_they_came(officer, successor):
    with pytest.raises(ValidationError, match="不能是同一人"):
        moves.prepare(officer, post_of(officer), plan(incoming=officer))
    Appointment.objects.update(starts_on=timezone.localdate())
    with pytest.raises(ValidationError, match="须晚于移交人的任职日期"):
        moves.prepare(officer, post_of(officer), plan(incoming=successor))


def test_one_handover_at_a_time(prepared, officer, secretary, successor):
    with pytest.raises(StateChanged, match="已有一份交接"):
        moves.prepare(secretary, post_of(officer), plan(incoming=successor))
    moves.cancel(prepared.pk, officer, "暂不调整")
    moves.prepare(secretary, post_of(officer), plan(incoming=successor))


@pytest.mark.parametrize(
    "change",
    [
        {"incoming_id": "outgoing_id"},
        {"role": "staff"},
        {"reason": ""},
        {"state": HandoverState.SIGNED_BY_OUTGOING},
    ],
)
def test_the_database_itself_refuses_what_must_not_be(prepared, change):
    values = {name: getattr(prepared, value, value) for name, value in change.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=prepared.pk).update(**values)


# --- Signing --------------------------------------------------------------------------------------


def test_both_signatures_change_hands_on_the_day(waiting, officer, successor, tax):
    done = moves.sign_incoming(waiting.pk, successor)
    today = timezone.localdate()
    assert done.state == HandoverState.SIGNED_BY_BOTH
    assert post_of(officer).ends_on == today - timedelta(days=1)
    begun = successor.appointments.get()
    assert (begun.role, begun.unit, begun.starts_on, begun.ends_on) == (Role.OFFICER, tax, today, None)  # fmt: skip
    assert (roles(officer), roles(successor)) == ([], [Role.OFFICER])
    trail = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"handover.sign_incoming", "appointment.ended", "appointment.begun"} <= trail


def test_until_a_day_to_come_the_outgoing_one_works_on(officer, successor):
    day = timezone.localdate() + timedelta(days=7)
    made = moves.prepare(officer, post_of(officer), plan(incoming=successor, takes_effect_on=day))
    moves.sign_outgoing(made.pk, officer)
    moves.sign_incoming(made.pk, successor)
    assert (roles(officer), roles(successor)) == ([Role.OFFICER], [])
    assert post_of(officer).ends_on == day - timedelta(days=1)
    assert successor.appointments.get().starts_on == day


def test_each_signs_in_their_own_account_and_in_turn(prepared, officer, secretary, successor):
    with pytest.raises(NotAllowed, match="移交人本人"):
        moves.sign_outgoing(prepared.pk, secretary)
    with pytest.raises(StateChanged):
        moves.sign_incoming(prepared.pk, successor)
    moves.sign_outgoing(prepared.pk, officer)
    for other in (officer, secretary):
        with pytest.raises(NotAllowed, match="接手人本人"):
            moves.sign_incoming(prepared.pk, other)
    with pytest.raises(Handover.DoesNotExist):
        moves.sign_incoming(prepared.pk, make_person("stranger", "吕某甲"))


def test_what_was_signed_stays_as_it_was(waiting, officer, successor, tax):
    kept = now(waiting)
    assert kept.content["notes"] == "台账在三楼档案柜。"
    assert kept.sha256 == digest_of(kept.content)
    with pytest.raises(StateChanged):
        moves.revise(waiting.pk, officer, plan(notes="改了"))
    tax.name = "改名后的单位"
    tax.save()
    done = moves.sign_incoming(waiting.pk, successor)
    assert (done.content, done.sha256) == (kept.content, kept.sha256)
    paper = paper_of(done)
    assert paper.facts[0] == "单位：国家税务总局昭通市税务局"
    assert [fact.split("：")[0] for fact in paper.facts[-2:]] == ["移交签字", "接手签字"]
    assert paper.signatures == ("移交人（签字）", "接手人（签字）")


def test_the_incoming_one_may_ask_for_more(waiting, officer, successor):
    with pytest.raises(ReasonRequired):
        moves.return_for_more(waiting.pk, successor, " ")
    back = moves.return_for_more(waiting.pk, successor, "请写明党费账目")
    assert (back.state, back.content, back.sha256) == (HandoverState.PREPARED, {}, "")
    moves.revise(back.pk, officer, plan(incoming=successor, notes="党费账在财务科。"))
    signed = moves.sign_outgoing(back.pk, officer)
    assert signed.content["notes"] == "党费账在财务科。"
    assert signed.returned_reason == ""


def test_the_secretary_signs_for_who_cannot_any_more(prepared, secretary, successor, administrator):
    with pytest.raises(ReasonRequired):
        moves.sign_for_outgoing(prepared.pk, secretary, "")
    with pytest.raises(NotAllowed, match="请由书记代签"):
        moves.sign_for_outgoing(prepared.pk, administrator, "已调离")
    signed = moves.sign_for_outgoing(prepared.pk, secretary, "已调离，无法到场")
    assert "（代王示例签字，原因：已调离，无法到场）" in paper_of(signed).facts[-1]
    moves.sign_incoming(prepared.pk, successor)


def test_nobody_signs_on_both_sides(officer, secretary, administrator):
    made = moves.prepare(secretary, post_of(officer), plan(incoming=secretary))
    with pytest.raises(NotAllowed, match="不能代签"):
        moves.sign_for_outgoing(made.pk, secretary, "已调离")
    # The unit's only secretary takes over: nobody but the administrator can sign for who has left.
    moves.sign_for_outgoing(made.pk, administrator, "已调离")
    moves.sign_incoming(made.pk, secretary)
    assert roles(secretary) == [Role.OFFICER, Role.SECRETARY]


def test_a_cancelled_one_changes_nothing(waiting, officer, successor):
    with pytest.raises(NotAllowed):
        moves.cancel(waiting.pk, successor, "不接")
    moves.cancel(waiting.pk, officer, "调整取消")
    assert roles(officer) == [Role.OFFICER]
    with pytest.raises(StateChanged):
        moves.sign_incoming(waiting.pk, successor)


def test_open_pages_of_the_outgoing_account_end(waiting, officer, successor, tax):
    leaving = Client()
    leaving.force_login(officer)
    assert leaving.get("/month/").status_code != 404
    moves.sign_incoming(waiting.pk, successor)
    assert leaving.get("/handovers/").headers["Location"].startswith("/login/")


def test_a_session_in_another_role_stays_open(waiting, officer, successor):
    Appointment.objects.create(person=officer, role=Role.AUDITOR, starts_on=date(2020, 1, 1))
    other = Client()
    other.force_login(officer)
    other.post("/act-as/", {"role": Role.AUDITOR})
    moves.sign_incoming(waiting.pk, successor)
    assert other.get("/handovers/").status_code == 200


# --- The account of who takes over ----------------------------------------------------------------


@pytest.fixture
def nameless(officer):
    return moves.prepare(officer, post_of(officer), plan(incoming_name="何某乙", incoming_phone="8200000"))  # fmt: skip


def test_without_an_account_nobody_signs_and_the_administrator_is_called(
    nameless, officer, administrator, secretary
):
    assert [t.label for t in todos_for(administrator)] == ["工作交接待建立接手人账号（市税务局党务干部）"]  # fmt: skip
    with pytest.raises(NotAllowed):
        handover_accounts.make_account(nameless.pk, secretary, "hemouyi")
    moves.sign_outgoing(nameless.pk, officer)
    issued = handover_accounts.make_account(nameless.pk, administrator, "hemouyi")
    person = Person.objects.get(username="hemouyi")
    assert person.check_password(issued.password) and person.must_change_password
    assert (person.name, person.first_password_at is None) == ("何某乙", False)
    assert roles(person) == []  # rights come with the second signature
    moves.sign_incoming(nameless.pk, person)
    assert roles(person) == [Role.OFFICER]


def test_a_log_in_name_that_is_taken_or_wrong_is_refused(nameless, officer, administrator, successor):  # fmt: skip
    for call, username, why in (
        (handover_accounts.make_account, "successor", "已被使用"),
        (handover_accounts.make_account, "有 空格", "登录名|用户名"),
        (handover_accounts.use_account, "nobody", "没有这个登录名"),
        (handover_accounts.use_account, "officer", "不能是同一人"),
    ):
        with pytest.raises(ValidationError, match=why):
            call(nameless.pk, administrator, username)
    moves.sign_outgoing(nameless.pk, officer)
    with pytest.raises(ValidationError, match="与已签内容中的“何某乙”不一致"):
        handover_accounts.use_account(nameless.pk, administrator, "successor")


def test_a_page_opened_before_does_not_take_the_account_away(nameless, officer, administrator, successor):  # fmt: skip
    handover_accounts.use_account(nameless.pk, administrator, "successor")
    moves.revise(nameless.pk, officer, plan(incoming_name="何某甲", notes="改了说明"))
    assert (now(nameless).incoming, now(nameless).notes) == (successor, "改了说明")


# --- Who sees it ----------------------------------------------------------------------------------


def test_both_people_the_secretary_and_who_reads_all_see_it(
    prepared, officer, successor, secretary, staff, leader, auditor, administrator, inspector, other_officer,
    other_secretary, tax,
):  # fmt: skip
    colleague = make_person("second-officer", "周某甲", Role.OFFICER, unit=tax)
    for person in (officer, successor, secretary, staff, leader, auditor, administrator):
        assert Handover.objects.visible_to(person).exists(), person
    for person in (inspector, other_officer, other_secretary, colleague):
        assert not Handover.objects.visible_to(person).exists(), person


def test_home_tells_both_whose_turn_it_is(prepared, officer, successor, secretary, staff):
    def said(person):
        return [todo.label.split("（")[0] for todo in todos_for(Person.objects.get(pk=person.pk))]

    assert said(officer) == ["工作交接待您移交签字"]
    assert said(successor) == ["工作交接准备中，可以先看交接包"]
    assert said(secretary) == said(staff) == []
    Person.objects.filter(pk=officer.pk).update(is_active=False)
    assert said(secretary) == ["移交人已离任，工作交接待您代签"]
    Person.objects.filter(pk=officer.pk).update(is_active=True)
    moves.sign_outgoing(prepared.pk, officer)
    assert (said(officer), said(successor)) == ([], ["工作交接待您接手签字"])
    moves.sign_incoming(prepared.pk, successor)
    assert said(officer) == said(successor) == []


# --- Pages ----------------------------------------------------------------------------------------


def form(**changes):
    day = f"{timezone.localdate():%Y-%m-%d}"
    return {"incoming": "", "incoming_name": "", "takes_effect_on": day, "reason": "退休", "notes": ""} | changes  # fmt: skip


def test_the_whole_way_by_the_pages(officer, successor, administrator, log_in):
    client = log_in(officer)
    assert 'href="/handovers/"' in client.get("/").content.decode()
    post = post_of(officer).pk
    refused = client.post("/handovers/new/", form(post=post, notes="钥匙在门卫"))
    assert refused.status_code == 422
    assert "请选择接手人" in refused.content.decode() and "钥匙在门卫" in refused.content.decode()
    made = client.post("/handovers/new/", form(post=post, incoming_name="何某甲"))
    found = Handover.objects.get()
    page = found.get_absolute_url()
    assert made.headers["Location"] == page
    signed = client.post(f"{page}save/", form(incoming_name="何某甲", notes="钥匙在门卫", action="sign"))  # fmt: skip
    assert signed.status_code == 302 and now(found).content["notes"] == "钥匙在门卫"
    named = log_in(administrator).post(f"{page}account/", {"username": "successor", "action": "use"})  # fmt: skip
    assert named.status_code == 302
    client = log_in(successor)
    assert "工作交接待您接手签字" in client.get("/").content.decode()
    assert "钥匙在门卫" in client.get(page).content.decode()
    old = client.post(f"{page}sign_incoming/", {"seen": "0" * 64})
    assert old.status_code == 409 and "请重新查看后再签字" in old.content.decode()
    seen = {"seen": now(found).sha256}
    assert client.post(f"{page}sign_incoming/", seen).status_code == 302
    assert now(found).state == HandoverState.SIGNED_BY_BOTH
    # Also afterwards, without a role.
    assert log_in(Person.objects.get(pk=officer.pk)).get(page).status_code == 200


def test_the_administrator_gets_the_sheet_with_the_first_password(nameless, administrator, log_in):
    client, page = log_in(administrator), nameless.get_absolute_url()
    refused = client.post(f"{page}account/", {"username": "admin", "action": "make"})
    assert refused.status_code == 422 and "已被使用" in refused.content.decode()
    answer = client.post(f"{page}account/", {"username": "hemouyi", "action": "make"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"].find("no-store") >= 0
    assert now(nameless).incoming.username == "hemouyi"


def test_a_refused_move_keeps_what_was_typed(prepared, secretary, administrator, log_in):
    page = prepared.get_absolute_url()
    answer = log_in(administrator).post(f"{page}sign_for_outgoing/", {"reason": "人已调往外地"})
    assert answer.status_code == 409
    assert "请由书记代签" in answer.content.decode() and "人已调往外地" in answer.content.decode()


def test_a_long_list_costs_no_more_queries(prepared, units, staff, log_in, django_assert_max_num_queries):  # fmt: skip
    client = log_in(staff)
    with django_assert_max_num_queries(12) as few:
        client.get("/handovers/")
    for number, unit in enumerate(units):
        person = make_person(f"more{number}", f"李某{number}", Role.OFFICER, unit=unit)
        Handover.objects.create(
            unit=unit, role=Role.SECRETARY, outgoing=person, incoming_name="何某", reason="退休",
            takes_effect_on=timezone.localdate(), prepared_by=person,
        )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        assert "李某3" in client.get("/handovers/").content.decode()
