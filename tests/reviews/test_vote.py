"""现场测评: one code one vote, counts that nobody sees early, and nothing that says who cast which vote."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Sum
from django.test import Client

from reviews import voting
from reviews.models import VoteCode, VoteCount, VoteSession, VoteState
from reviews.workflows import vote_session as workflow
from zhaotong_portal.workflow import Incomplete, NotAllowed, ReasonRequired, StateChanged

DAY = date(2026, 12, 20)
GROUPS = [("工委班子成员", 60), ("党员代表", 40)]
GOOD, FAIR, ORDINARY, POOR = range(4)


@pytest.fixture
def session(staff, tax, finance):
    return workflow.prepare(
        staff, year=2026, title="2026年度述职评议会议", held_on=DAY,
        subjects=[(tax, "李示例"), (finance, "")], groups=GROUPS,
    )  # fmt: skip


@pytest.fixture
def codes(session, staff):
    """{name of the group: its codes}; the vote is open."""
    numbers = dict.fromkeys(session.groups.values_list("pk", flat=True), 4)
    made = workflow.issue_codes(session.pk, staff, numbers)
    workflow.open_vote(session.pk, staff)
    return {group.name: codes for group, codes in made}


def choices(session, *options):
    return dict(zip(session.subjects.values_list("pk", flat=True), options, strict=True))


def counts(session):
    rows = VoteCount.objects.filter(subject__session=session, number__gt=0)
    rows = rows.values("subject__unit__short_name", "option").annotate(all=Sum("number"))
    return sorted(rows.values_list("subject__unit__short_name", "option", "all"))


def test_a_vote_is_counted_once_and_its_code_is_gone(session, codes):
    code = codes["党员代表"][0]
    voting.cast(code, choices(session, GOOD, FAIR))
    with pytest.raises(voting.CodeNotValid):
        voting.cast(code, choices(session, POOR, POOR))
    assert counts(session) == [("市税务局", GOOD, 1), ("市财政局", FAIR, 1)]
    assert VoteCode.objects.count() == 7


def test_a_code_typed_small_and_without_strokes_is_the_same(session, codes):
    voting.cast(codes["党员代表"][0].lower().replace("-", " "), choices(session, GOOD, GOOD))
    assert VoteCode.objects.count() == 7


def test_what_is_not_chosen_costs_no_vote(session, codes):
    code = codes["党员代表"][0]
    first, second = session.subjects.all()
    with pytest.raises(voting.NotAllChosen) as refused:
        voting.cast(code, {first.pk: GOOD, second.pk: 9})
    assert refused.value.missing == [second]
    assert counts(session) == []
    voting.cast(code, choices(session, GOOD, GOOD))


def test_nothing_is_counted_before_or_after(session, staff):
    numbers = dict.fromkeys(session.groups.values_list("pk", flat=True), 3)
    code = workflow.issue_codes(session.pk, staff, numbers)[0][1][0]
    with pytest.raises(voting.CodeNotValid):
        voting.cast(code, choices(session, GOOD, GOOD))
    workflow.open_vote(session.pk, staff)
    workflow.close_vote(session.pk, staff)
    with pytest.raises(voting.CodeNotValid):
        voting.cast(code, choices(session, GOOD, GOOD))
    assert counts(session) == []


def test_the_result_is_seen_when_the_vote_is_closed(session, codes, staff):
    leaders, members = codes["工委班子成员"], codes["党员代表"]
    for code in leaders[:3]:
        voting.cast(code, choices(session, GOOD, ORDINARY))
    voting.cast(members[0], choices(session, FAIR, POOR))
    with pytest.raises(NotAllowed, match="截止投票后"):
        voting.results(VoteSession.objects.get())
    workflow.close_vote(session.pk, staff)
    tax, finance = voting.results(VoteSession.objects.get())
    assert tax.spread == [3, 1, 0, 0]
    # 60 % of 100 and 40 % of 85.
    assert tax.score == Decimal("94.00")
    assert finance.score == Decimal("62.00")
    (_, of_leaders), (_, of_members) = tax.groups
    assert of_leaders == [3, 0, 0, 0]
    assert of_members is None, "one vote alone would say whose it was"


def test_a_group_without_a_vote_weighs_nothing(session, codes, staff):
    for code in codes["党员代表"]:
        voting.cast(code, choices(session, FAIR, FAIR))
    workflow.close_vote(session.pk, staff)
    assert {one.score for one in voting.results(VoteSession.objects.get())} == {Decimal("85.00")}


def test_nothing_in_the_database_joins_a_vote_to_its_code(session, codes):
    """Two rooms vote in another order, and the databases afterwards differ in nothing but the codes that are left."""
    code, other = codes["党员代表"][:2]
    tables = [model for model in apps.get_models() if model._meta.app_label == "reviews"]

    def everything():
        return {
            model._meta.label: sorted(map(str, model.objects.values_list())) for model in tables
        }

    before = everything()
    voting.cast(code, choices(session, GOOD, POOR))
    voting.cast(other, choices(session, POOR, GOOD))
    after = everything()
    changed = {label for label in after if after[label] != before[label]}
    assert changed == {"reviews.VoteCode", "reviews.VoteCount"}
    assert not {voting.key_of(code), voting.key_of(other)} & set(
        VoteCode.objects.values_list("key", flat=True)
    )
    fields = {field.name for field in VoteCount._meta.get_fields()}
    assert fields == {"id", "subject", "group", "option", "number"}, "no moment and no code"


def test_wrong_codes_are_counted_and_slowed_down_but_people_are_not(
    session, codes, settings, client
):
    settings.VOTE_MISSES = 2
    for _ in range(2):
        assert client.post("/r/vote/", {"code": "AAAA-BBBB-CCCC"}).status_code == 422
    assert client.post("/r/vote/", {"code": "AAAA-BBBB-CCCC"}).status_code == 429
    page = client.post("/r/vote/", {"code": codes["党员代表"][0]})
    assert page.status_code == 200, "the room's own network may go on voting"


def test_from_the_slip_to_the_thanks_without_javascript(session, codes, client):
    code = codes["党员代表"][0]
    assert client.get("/r/vote/").status_code == 200
    page = client.post("/r/vote/", {"code": code})
    assert "李示例" in page.content.decode()
    assert len(page.content) < 40_000
    first, second = session.subjects.all()
    partly = client.post("/r/vote/", {"code": code, "cast": "1", f"subject-{first.pk}": "1"})
    assert partly.status_code == 422
    assert "市财政局" in partly.content.decode()
    assert re.search(rf'name="subject-{first.pk}"[^>]*value="1" checked', partly.content.decode())
    chosen = {f"subject-{first.pk}": "1", f"subject-{second.pk}": "0"}
    assert (
        "投票成功" in client.post("/r/vote/", {"code": code, "cast": "1"} | chosen).content.decode()
    )
    again = client.post("/r/vote/", {"code": code, "cast": "1"} | chosen)
    assert again.status_code == 422
    assert not client.cookies, "nothing is left on the telephone"


@pytest.mark.parametrize(
    ("groups", "why"),
    [
        ([("甲", 60), ("乙", 30)], "现为 90%"),
        ([("甲", 50), ("甲", 50)], "重复"),
        ([("甲", 0), ("乙", 100)], "1 至 100"),
    ],
)
def test_weights_that_do_not_add_up_are_refused(staff, tax, groups, why):
    with pytest.raises(ValidationError, match=why):
        workflow.prepare(
            staff, year=2026, title="测评", held_on=DAY, subjects=[(tax, "")], groups=groups
        )


def test_slips_of_a_group_too_small_to_hide_in_are_not_printed(session, staff):
    numbers = dict.fromkeys(session.groups.values_list("pk", flat=True), 2)
    with pytest.raises(ValidationError, match="3 至"):
        workflow.issue_codes(session.pk, staff, numbers)


def test_printing_again_voids_what_was_printed_before(session, staff):
    numbers = dict.fromkeys(session.groups.values_list("pk", flat=True), 3)
    old = workflow.issue_codes(session.pk, staff, numbers)[0][1][0]
    workflow.issue_codes(session.pk, staff, numbers)
    workflow.open_vote(session.pk, staff)
    with pytest.raises(voting.CodeNotValid):
        voting.cast(old, choices(session, GOOD, GOOD))
    with pytest.raises(StateChanged, match="不再印制"):
        workflow.issue_codes(session.pk, staff, numbers)


CALLS = {
    "open": workflow.open_vote,
    "close": workflow.close_vote,
    "cancel": lambda pk, who: workflow.cancel(pk, who, "会议改期"),
}


@pytest.mark.parametrize("move", CALLS)
@pytest.mark.parametrize("state", VoteState.values)
def test_no_move_starts_from_a_state_that_the_table_does_not_name(move, state, session, staff):
    if state in workflow.TRANSITIONS[move].sources:
        return
    VoteSession.objects.update(state=state)
    with pytest.raises(StateChanged):
        CALLS[move](session.pk, staff)
    assert VoteSession.objects.get().state == state


def test_the_table_names_every_move():
    assert set(CALLS) == set(workflow.TRANSITIONS)


def test_a_vote_without_slips_does_not_begin(session, staff):
    with pytest.raises(Incomplete, match="党员代表还没有测评码"):
        workflow.open_vote(session.pk, staff)


def test_a_liaison_and_a_unit_do_not_run_the_vote(session, liaison, officer, leader):
    for person, error in (
        (liaison, NotAllowed),
        (leader, NotAllowed),
        (officer, VoteSession.DoesNotExist),
    ):
        with pytest.raises(error):
            workflow.cancel(session.pk, person, "试一试")
    assert VoteSession.objects.get().state == VoteState.PREPARED


def test_cancelling_says_why(session, staff):
    with pytest.raises(ReasonRequired):
        workflow.cancel(session.pk, staff, " ")


def test_staff_prepare_print_open_close_and_take_the_result_away(staff, tax, finance, log_in):
    client = log_in(staff)
    typed = {
        "year": 2026, "title": "测评会", "held_on": "2026-12-20",
        "subjects": "市税务局 李示例\n市财政局", "groups": "工委班子成员 60\n党员代表 40",
    }  # fmt: skip
    refused = client.post("/assessments/votes/new/", typed | {"subjects": "市不存在局"})
    assert refused.status_code == 422
    assert "没有找到单位" in refused.content.decode()
    page = client.post("/assessments/votes/new/", typed).url
    groups = VoteSession.objects.get().groups.all()
    few = client.post(f"{page}slips/", {f"number-{group.pk}": "2" for group in groups})
    assert few.status_code == 422
    assert "应为 3 至 500 份" in few.content.decode()
    slips = client.post(f"{page}slips/", {f"number-{group.pk}": "3" for group in groups})
    printed = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}(?=</p>)", slips.content.decode())
    assert len(set(printed)) == 6
    assert client.post(f"{page}open/").url == page
    assert "收回 0 份" in client.get(page).content.decode()
    voting.cast(printed[0], choices(VoteSession.objects.get(), GOOD, POOR))
    running = client.get(page).content.decode()
    assert "收回 1 份" in running
    assert "得分" not in running
    assert client.get(f"{page}result.docx").url == page, "no result before the end"
    client.post(f"{page}close/")
    assert "得分" in client.get(page).content.decode()
    assert client.get(f"{page}result.docx")["Content-Type"].endswith("wordprocessingml.document")
    assert client.get(f"{page}?export=result").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_everybody_presses_at_once_none_lost_none_doubled(session, codes, staff):
    """Each code twice at the same moment, over HTTP: eight votes."""
    every = [code for of_group in codes.values() for code in of_group]
    first, second = session.subjects.values_list("pk", flat=True)
    form = {"cast": "1", f"subject-{first}": "0", f"subject-{second}": "1"}
    start = Barrier(len(every) * 2)

    def vote(code):
        start.wait()
        try:
            return Client().post("/r/vote/", form | {"code": code}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(every) * 2) as pool:
        statuses = sorted(pool.map(vote, every * 2))
    assert statuses == [200] * 8 + [422] * 8
    assert counts(session) == [("市税务局", 0, 8), ("市财政局", 1, 8)]
    assert not VoteCode.objects.exists()
