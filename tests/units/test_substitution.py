"""请人代办: who may be named for which days, what follows on the first and last of them, and the page."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.people import make_person
from units import substituting
from units.models import Appointment, Person, Role, Substitution
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, StateChanged

FIRST, LAST = date(2026, 11, 3), date(2026, 11, 10)


def noon(day):
    return time_machine.travel(f"{day}T12:00+08:00", tick=False)


@pytest.fixture(autouse=True)
def today():
    with noon(FIRST):
        yield


@pytest.fixture
def second(districts):
    """Who decides for 第二片区 only."""
    return make_person("second", "许某甲", Role.STAFF, district=districts[1])


def name(
    absent,
    substitute,
    role=Role.STAFF,
    begins_on=FIRST,
    ends_on=LAST,
    actor=None,
    reason="赴昆明开会",
):
    return substituting.set_substitute(
        actor or absent, absent, role, substitute, begins_on, ends_on, reason
    )  # fmt: skip


def again(person):
    """As the next request finds them."""
    return Person.objects.get(pk=person.pk)


def refused(field, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        name(*args, **kwargs)
    assert list(caught.value.message_dict) == [field]
    return caught.value.message_dict[field][0]


@pytest.mark.parametrize(
    "day, decides",
    [("2026-11-02", False), ("2026-11-03", True), ("2026-11-10", True), ("2026-11-11", False)],
)
def test_the_substitute_decides_from_the_first_day_to_the_last(day, decides, liaison, second, tax, weather):  # fmt: skip
    name(liaison, second)
    with noon(day):
        scope = again(second).scope
        assert scope.decides_for(tax) is decides
        assert scope.decides_for(weather)
        assert again(liaison).scope.decides_for(tax)


def test_whose_business_it_is_is_known(liaison, second, tax, weather):
    name(liaison, second)
    scope = again(second).scope
    assert scope.absent_for(tax).absent_name == "郑某甲"
    assert scope.absent_for(weather) is None
    assert scope.unit_label == "第二片区、第一片区（代郑某甲）"


def test_who_decides_for_all_acts_in_their_own_right(liaison, staff, tax):
    name(liaison, staff)
    assert again(staff).scope.absent_for(tax) is None


def test_a_role_taken_over_comes_after_the_own_ones(leader, staff, committee):
    name(leader, staff, Role.LEADER)
    person = again(staff)
    assert person.roles == [Role.STAFF, Role.LEADER]
    assert person.scope.role == Role.STAFF
    person.acting_role = Role.LEADER
    assert person.scope.decides_for(committee)


@pytest.mark.parametrize("who", ["absent", "substitute"])
def test_a_disabled_account_hands_nothing_on(who, liaison, second, tax):
    row = name(liaison, second)
    Person.objects.filter(pk=getattr(row, who).pk).update(is_active=False)
    assert not again(second).scope.decides_for(tax)


def test_ending_early_takes_effect_at_once(liaison, second, tax):
    row = name(liaison, second)
    substituting.end_substitution(row.pk, liaison)
    assert not again(second).scope.decides_for(tax)
    with pytest.raises(StateChanged):
        substituting.end_substitution(row.pk, liaison)
    name(liaison, second)
    said = AuditEntry.objects.filter(action__startswith="substitution.").order_by("pk")
    assert [entry.action_label for entry in said] == ["指定代办人", "提前结束代办", "指定代办人"]


def test_an_end_before_the_beginning(liaison, second):
    text = refused("ends_on", liaison, second, begins_on=LAST, ends_on=FIRST)
    assert text == "结束日期不能早于开始日期。"


def test_days_that_make_no_sense(liaison, second):
    assert "早于今天" in refused("begins_on", liaison, second, begins_on=FIRST - timedelta(days=1))
    assert "核对年份" in refused("ends_on", liaison, second, ends_on=date(2027, 11, 10))
    assert "事由" in refused("reason", liaison, second, reason=" ")


def test_oneself_and_a_disabled_account(liaison, second):
    assert "本人" in refused("substitute", liaison, liaison)
    Person.objects.filter(pk=second.pk).update(is_active=False)
    assert "已停用" in refused("substitute", liaison, again(second))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.OFFICER, Role.INSPECTOR])
def test_rights_that_nobody_may_hand_on(role, administrator, staff):
    assert "不能交给他人" in refused("role", administrator, staff, role)


def test_a_duty_that_the_absent_does_not_hold(liaison, second):
    assert "没有“工委领导”" in refused("role", liaison, second, Role.LEADER)


def test_only_the_committees_own_people_decide_for_it(liaison, secretary):
    assert "只能由工委" in refused("substitute", liaison, secretary)


def test_leaving_the_committee_ends_what_was_taken_over(leader, liaison, committee):
    name(leader, liaison, Role.LEADER)
    Appointment.objects.filter(person=liaison).update(ends_on=FIRST - timedelta(days=1))
    assert again(liaison).roles == []


def test_an_officer_never_signs_for_the_own_unit(secretary, officer, other_officer, tax):
    assert "是市税务局的党务干部" in refused("substitute", secretary, officer, Role.SECRETARY)
    name(secretary, other_officer, Role.SECRETARY)
    assert Role.SECRETARY in again(other_officer).roles
    # Who becomes the unit's officer while standing in loses the signature.
    Appointment.objects.create(person=other_officer, role=Role.OFFICER, unit=tax, starts_on=FIRST)
    assert again(other_officer).roles == [Role.OFFICER]


def test_one_substitute_at_a_time(liaison, second, staff):
    name(liaison, second)
    text = refused("begins_on", liaison, staff, begins_on=LAST, ends_on=LAST + timedelta(days=3))
    assert text == "11月3日至11月10日已由许某甲代办，日期不能重叠。"
    name(liaison, staff, begins_on=LAST + timedelta(days=1), ends_on=LAST + timedelta(days=3))


def test_no_chain_in_either_direction(liaison, second, staff):
    name(second, staff)
    text = refused("substitute", liaison, second, begins_on=LAST, ends_on=LAST)
    assert text == "许某甲11月3日至11月10日本人也请陈示例代办，这些天不能再代他人。"
    assert "正代许某甲办理" in refused("begins_on", staff, liaison)


def test_the_database_refuses_what_no_page_may_write(liaison, second):
    row = name(liaison, second)
    for wrong in (
        {"ends_on": FIRST - timedelta(days=1)},
        {"substitute": liaison},
        {"role": Role.ADMINISTRATOR},
        {"reason": ""},
        {"ended_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Substitution.objects.filter(pk=row.pk).update(**wrong)


def test_for_others_only_an_administrator(liaison, second, staff, administrator):
    with pytest.raises(NotAllowed):
        name(liaison, second, actor=staff)
    row = name(liaison, second, actor=administrator)
    with pytest.raises(NotAllowed):
        substituting.end_substitution(row.pk, second)


def form(**changes):
    return {
        "role": "staff", "substitute": "许某甲", "begins_on": "2026-11-03", "ends_on": "2026-11-10", "reason": "出差",
    } | changes  # fmt: skip


def test_naming_and_ending_on_the_page(log_in, liaison, second):
    client = log_in(liaison)
    assert "11月3日至11月10日由许某甲代办" in client.post("/absence/", form(), follow=True).text
    row = Substitution.objects.get()
    assert "您代郑某甲履行“工委科室干部”职责" in log_in(second).get("/").text
    assert log_in(second).post(f"/absence/{row.pk}/end/").status_code == 404
    assert "代办已结束" in log_in(liaison).post(f"/absence/{row.pk}/end/", follow=True).text


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"ends_on": "2026-11-02"}, "结束日期不能早于开始日期。"),
        ({"ends_on": "2026-13-01"}, "输入一个有效的日期。"),
        ({"substitute": "查无此人"}, "没有这个人的账号"),
        ({"substitute": "郑某甲（liaison）"}, "不能指定本人代办。"),
        ({"role": "administrator"}, "选择一个有效的选项"),
        ({"reason": "", "ends_on": "2026-11-02"}, "结束日期不能早于开始日期。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(log_in, liaison, second, changes, said):  # fmt: skip
    answer = log_in(liaison).post("/absence/", form(**changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="2026-11-03"' in answer.text
    assert not Substitution.objects.exists()


def test_two_of_one_name_are_told_apart_by_the_log_in_name(log_in, liaison, second):
    make_person("third", "许某甲", Role.STAFF)
    assert "有同名的人" in log_in(liaison).post("/absence/", form()).text
    log_in(liaison).post("/absence/", form(substitute="许某甲（second）"))
    assert Substitution.objects.get().substitute == second


def test_each_sees_what_concerns_them(log_in, liaison, second, staff, administrator, auditor):
    name(liaison, second)
    for person in (liaison, second, administrator, auditor):
        assert "赴昆明开会" in log_in(person).get("/absence/").text
    assert "赴昆明开会" not in log_in(staff).get("/absence/").text
    assert log_in(auditor).post("/absence/", form()).status_code == 404
    answer = log_in(administrator).post("/absence/", form(absent="liaison", substitute="staff"))
    assert "已由许某甲代办" in answer.text


def test_a_role_taken_over_is_offered_on_the_home_page(log_in, leader, staff):
    name(leader, staff, Role.LEADER)
    assert "切换到工委领导" in log_in(staff).get("/").text
