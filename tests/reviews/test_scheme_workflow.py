"""考核方案: versions, what refuses that one takes effect, and the simulation that must have been looked at."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.assessment.content import (
    AdjustmentContent,
    PartContent,
    SchemeContent,
    changes_between,
    content_of,
)
from reviews.assessment.defaults import default_scheme
from reviews.assessment.scoring import scheme_of
from reviews.assessment.simulation import simulate, summary_of
from reviews.models import AssessmentScheme, SchemeState
from reviews.workflows import assessment_scheme as workflow
from tests.people import make_unit
from tests.reviews.assessment_world import assess, judge, make_scheme
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

YEAR = 2026


@pytest.fixture(autouse=True)
def in_december(monkeypatch):
    monkeypatch.setattr(workflow, "years_to_draft", lambda: [YEAR + 1, YEAR, YEAR - 1])


def retouched(scheme, actor, **changes):
    content = content_of(scheme)
    return workflow.edit(scheme.pk, actor, replace(content, **changes), content.edition)


def looked_at(scheme, actor):
    return workflow.confirm_simulation(scheme.pk, actor, content_of(scheme).scored_digest)


def in_force(actor, year=YEAR, note=""):
    scheme = workflow.draft(year, actor)
    looked_at(scheme, actor)
    return workflow.put_in_force(scheme.pk, actor, note)


def test_the_first_scheme_starts_from_the_default_and_adds_up(administrator):
    scheme = workflow.draft(YEAR, administrator)
    content = content_of(scheme)
    assert (scheme.version, scheme.state, content.weight) == (1, SchemeState.DRAFT, 100)
    assert content.faults() == []


def test_only_the_administrator_writes(staff, leader, auditor, administrator):
    scheme = workflow.draft(YEAR, administrator)
    for person in (staff, leader, auditor):
        with pytest.raises(NotAllowed):
            workflow.draft(YEAR + 1, person)
        with pytest.raises(NotAllowed):
            workflow.put_in_force(scheme.pk, person)


def test_a_year_has_one_draft(administrator):
    workflow.draft(YEAR, administrator)
    with pytest.raises(StateChanged, match="已有一份起草中的方案"):
        workflow.draft(YEAR, administrator)


def test_weights_that_do_not_add_up_are_refused_with_their_sum(administrator):
    scheme = workflow.draft(YEAR, administrator)
    first, *others = content_of(scheme).parts
    scheme = retouched(
        scheme, administrator, parts=(replace(first, weight=first.weight - 5), *others)
    )
    looked_at(scheme, administrator)
    with pytest.raises(ValidationError, match="应为 100%，现为 95%"):
        workflow.put_in_force(scheme.pk, administrator)
    assert scheme_of(YEAR) is None


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((), "还没有考核内容"),
        ((PartContent("甲", 100, "figure", "log_ins"),), "“甲”引用的数据项已不存在"),
        ((PartContent("乙", 100, "judged"),), "“乙”由评委打分，请写明评委"),
    ],
)
def test_a_scheme_that_cannot_score_is_refused(administrator, parts, said):
    scheme = retouched(workflow.draft(YEAR, administrator), administrator, parts=parts)
    looked_at(scheme, administrator)
    with pytest.raises(ValidationError, match=said):
        workflow.put_in_force(scheme.pk, administrator)


def test_nothing_takes_effect_whose_simulation_nobody_looked_at(administrator):
    scheme = workflow.draft(YEAR, administrator)
    with pytest.raises(StateChanged, match="请先打开“测算”"):
        workflow.put_in_force(scheme.pk, administrator)
    looked_at(scheme, administrator)
    # What changes a score asks for another look; a title does not.
    retouched(scheme, administrator, adjustments=(AdjustmentContent("minus", "其他", Decimal(1)),))
    with pytest.raises(StateChanged, match="请先打开“测算”"):
        workflow.put_in_force(scheme.pk, administrator)
    looked_at(scheme, administrator)
    retouched(scheme, administrator, title="另一个名称")
    assert workflow.put_in_force(scheme.pk, administrator).state == SchemeState.IN_FORCE


def test_a_look_at_older_content_counts_for_nothing(administrator):
    scheme = workflow.draft(YEAR, administrator)
    seen = content_of(scheme).scored_digest
    retouched(scheme, administrator, adjustments=())
    with pytest.raises(StateChanged, match="有改动"):
        workflow.confirm_simulation(scheme.pk, administrator, seen)


def test_a_new_version_keeps_the_old_one_and_what_was_decided_under_it(administrator, tax):
    first = in_force(administrator)
    assessment = assess(tax, YEAR)
    assessment.scheme = first
    assessment.save()
    before = content_of(first)
    second = workflow.draft(YEAR, administrator)
    part, other, *others = content_of(second).parts
    retouched(
        second, administrator,
        parts=(replace(part, weight=part.weight - 5), replace(other, weight=other.weight + 5), *others),
    )  # fmt: skip
    looked_at(second, administrator)
    with pytest.raises(ReasonRequired, match="修订说明"):
        workflow.put_in_force(second.pk, administrator)
    workflow.put_in_force(second.pk, administrator, "提高月度任务权重。")
    first.refresh_from_db()
    assessment.refresh_from_db()
    assert (first.state, content_of(first)) == (SchemeState.SUPERSEDED, before)
    assert (assessment.scheme, scheme_of(YEAR)) == (first, second)
    entry = AuditEntry.objects.filter(action="assessment_scheme.put_in_force").first()
    assert "“述职现场测评”权重由 20% 改为 15%" in str(entry.changes)


def test_what_was_in_force_is_not_edited_and_not_discarded(administrator):
    scheme = in_force(administrator)
    with pytest.raises(StateChanged, match="请起草新版"):
        retouched(scheme, administrator, title="改名")
    with pytest.raises(StateChanged):
        workflow.discard(scheme.pk, administrator)


def test_the_next_year_starts_from_the_last_one(administrator):
    in_force(administrator)
    following = workflow.draft(YEAR + 1, administrator)
    assert following.title == f"{YEAR + 1}年度党建工作述职评议考核方案"
    assert content_of(following).parts == content_of(scheme_of(YEAR)).parts


def test_the_slower_of_two_who_edit_is_told(administrator):
    scheme = workflow.draft(YEAR, administrator)
    opened = content_of(scheme)
    retouched(scheme, administrator, title="先保存的")
    with pytest.raises(StateChanged, match="已被他人修改"):
        workflow.edit(scheme.pk, administrator, replace(opened, title="后保存的"), opened.edition)
    assert AssessmentScheme.objects.get().title == "先保存的"


def test_a_draft_may_be_discarded(administrator):
    scheme = workflow.draft(YEAR, administrator)
    assert workflow.discard(scheme.pk, administrator) == YEAR
    assert not AssessmentScheme.objects.exists()


def test_units_see_what_they_are_judged_by_and_no_draft(
    administrator, officer, secretary, inspector
):
    seen = in_force(administrator)
    workflow.draft(YEAR, administrator)
    for person in (officer, secretary):
        assert list(AssessmentScheme.objects.visible_to(person)) == [seen]
    assert not AssessmentScheme.objects.visible_to(inspector).exists()


def test_changes_are_told_in_words():
    old = PartContent("甲", 60, "vote"), PartContent("乙", 40, "judged", judges=("staff",))
    new = PartContent("甲", 50, "rating"), PartContent("丙", 50, "figure", "findings_closed")
    assert changes_between(SchemeContent("旧", old), SchemeContent("新", new)) == [
        "“甲”权重由 60% 改为 50%",
        "“甲”来源由现场测评改为群众评议",
        "增加“丙”（50%）",
        "取消“乙”",
    ]


# --- The simulation ------------------------------------------------------------------------------------


JUDGES = {"judges": ["staff", "leader"]}


@pytest.fixture
def last_year(staff, tax, finance, weather, committee):
    """Under last year's scheme both parts counted alike: finance was before weather, tax had no score."""
    parts = [("工委评价", 50, "judged", JUDGES), ("片区评价", 50, "judged", JUDGES)]
    scheme = make_scheme(staff, parts, year=YEAR - 1)
    for unit, values in ((finance, (90, 60)), (weather, (50, 80))):
        for part, value in zip(scheme.parts.all(), values, strict=True):
            judge(unit, part, staff, value, year=YEAR - 1)
    return scheme


@pytest.fixture
def draft(last_year, staff):
    parts = [("工委评价", 10, "judged", JUDGES), ("片区评价", 90, "judged", JUDGES)]
    return make_scheme(staff, parts, year=YEAR, state="draft")


def test_the_simulation_shows_each_units_shift_on_last_years_data(draft, tax, finance, weather):
    found = {shift.unit: shift for shift in simulate(draft)}
    first, second = found[finance], found[weather]
    assert (first.before.total, first.after.total) == (Decimal(75), Decimal(63))
    assert (second.before.total, second.after.total) == (Decimal(65), Decimal(77))
    assert (first.place_shift, second.place_shift) == (-1, 1)
    assert first.score_shift == Decimal(-12)
    assert (found[tax].score_shift, found[tax].place_shift) == (None, None)
    said = summary_of(found.values())
    assert (said.risen, said.fallen, said.without) == (1, 1, 2)


def test_a_new_version_is_compared_with_the_one_whose_place_it_takes(draft, staff, finance):
    draft.state, draft.in_force_at = "in_force", draft.drafted_at
    draft.save()
    again = make_scheme(
        staff, [("片区评价", 100, "judged", JUDGES)], year=YEAR, version=2, state="draft"
    )
    shift = next(shift for shift in simulate(again) if shift.unit == finance)
    assert (shift.before.scheme, shift.before.total) == (draft, Decimal(63))


def test_the_simulation_writes_nothing_and_costs_the_same_for_many_units(draft, districts):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            simulate(draft)
        assert all(query["sql"].startswith("SELECT") for query in queries)
        return len(queries)

    few = cost()
    for number in range(5):
        make_unit(f"单位{number}", f"单位{number}", districts[0], 40 + number)
    assert cost() == few


def test_the_default_scheme_is_a_draft_like_any_other(administrator):
    scheme = default_scheme(YEAR, administrator)
    looked_at(scheme, administrator)
    assert workflow.put_in_force(scheme.pk, administrator).state == SchemeState.IN_FORCE
