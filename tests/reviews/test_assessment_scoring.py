"""The year's score: parts by weight, what has no value drops out, and what the score advises."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.assessment.advice import Advice, advised
from reviews.assessment.scoring import scores_of
from reviews.models import VoteState
from tests.people import make_unit
from tests.reviews.assessment_world import YEAR, adjust, judge, make_scheme, vote

JUDGES = {"judges": ["staff", "leader"]}
PARTS = [
    ("述职现场测评", 40, "vote", {}),
    ("工委评价", 40, "judged", JUDGES),
    ("片区评价", 20, "judged", {**JUDGES, "exempt_kinds": ["vertical"]}),
]
ADJUSTMENTS = [("plus", "省级以上荣誉", Decimal("2.0")), ("minus", "不实填报", Decimal("5.0"))]


@pytest.fixture
def scheme(staff):
    return make_scheme(staff, PARTS, adjustments=ADJUSTMENTS)


def parts_of(score):
    return {part.name: part for part in score.parts}


def test_a_score_is_the_sum_of_its_parts_by_weight(scheme, finance, staff, leader):
    vote(staff, "述职评议会议", [(finance, "", [[2, 0, 0, 0], [0, 1, 1, 0]])])
    judge(finance, scheme.parts.get(name="工委评价"), staff, 80)
    judge(finance, scheme.parts.get(name="工委评价"), leader, 91)
    judge(finance, scheme.parts.get(name="片区评价"), staff, 70)
    score = scores_of(YEAR, units=[finance])[finance.pk]
    parts = parts_of(score)
    assert parts["述职现场测评"].value == Decimal("91.00")  # 60 % of 100 and 40 % of (85 + 70) / 2
    assert parts["述职现场测评"].n == 4
    assert (parts["工委评价"].value, parts["工委评价"].n) == (Decimal("85.50"), 2)
    assert score.total == Decimal("84.60")  # 36.4 + 34.2 + 14
    assert score.is_complete


def test_a_part_without_a_value_gives_its_weight_to_the_others(scheme, finance, staff):
    judge(finance, scheme.parts.get(name="工委评价"), staff, 80)
    judge(finance, scheme.parts.get(name="片区评价"), staff, 95)
    score = scores_of(YEAR, units=[finance])[finance.pk]
    assert score.total == Decimal("85.00")  # (80 × 40 + 95 × 20) / 60
    assert "没有已截止的测评，权重由其他各项按比例分担" in parts_of(score)["述职现场测评"].note
    assert "66.67%" in parts_of(score)["工委评价"].note
    assert (score.weight_known, score.weight_asked, score.is_complete) == (60, 100, False)


def test_full_marks_are_a_hundred_whatever_the_weights_share(staff, finance):
    parts = [
        (f"第{n}项", weight, "judged", JUDGES) for n, weight in enumerate((15, 10, 5, 5, 10, 55))
    ]
    scheme = make_scheme(staff, parts)
    for part in list(scheme.parts.all())[:-1]:
        judge(finance, part, staff, 100)
    score = scores_of(YEAR, units=[finance])[finance.pk]
    assert score.total == Decimal("100.00")
    assert sum(part.points for part in score.parts) == score.total


def test_a_part_that_does_not_ask_this_kind_of_unit_is_told_as_such(scheme, tax, staff):
    judge(tax, scheme.parts.get(name="工委评价"), staff, 80)
    judge(tax, scheme.parts.get(name="片区评价"), staff, 10)
    score = scores_of(YEAR, units=[tax])[tax.pk]
    assert score.total == Decimal("80.00")
    assert "本类单位不考核此项" in parts_of(score)["片区评价"].note
    assert score.weight_asked == 80


def test_votes_about_two_secretaries_count_by_the_votes_cast_and_open_sessions_not(
    scheme, finance, staff
):
    all_good, all_fair = [[2, 0, 0, 0], [1, 0, 0, 0]], [[0, 1, 0, 0], [0, 0, 0, 0]]
    vote(staff, "前任", [(finance, "甲示例", all_good)])
    vote(staff, "现任", [(finance, "乙示例", all_fair)])
    vote(staff, "还在投", [(finance, "乙示例", [[0, 0, 0, 9], [0, 0, 0, 9]])], state=VoteState.OPEN)
    part = parts_of(scores_of(YEAR, units=[finance])[finance.pk])["述职现场测评"]
    assert (part.value, part.n) == (Decimal("96.25"), 4)  # three votes of 100, one of 85


def test_adjustments_are_no_more_than_their_kind_allows(scheme, finance, staff):
    judge(finance, scheme.parts.get(name="工委评价"), staff, 80)
    for points in ("1.5", "1.5"):
        adjust(finance, scheme, "省级以上荣誉", Decimal(points), staff)
    adjust(finance, scheme, "不实填报", Decimal("0.5"), staff)
    score = scores_of(YEAR, units=[finance])[finance.pk]
    assert [(one.name, one.points) for one in score.adjustments] == [
        ("省级以上荣誉", Decimal("2.0")),
        ("不实填报", Decimal("-0.5")),
    ]
    assert score.total == Decimal("81.50")


def test_what_was_judged_under_the_last_version_stays_judged(scheme, finance, staff, leader):
    judge(finance, scheme.parts.get(name="工委评价"), staff, 60)
    judge(finance, scheme.parts.get(name="工委评价"), leader, 70)
    scheme.state = "superseded"
    scheme.save()
    new = make_scheme(staff, PARTS, version=2, adjustments=ADJUSTMENTS)
    judge(finance, new.parts.get(name="工委评价"), staff, 90)
    part = parts_of(scores_of(YEAR, units=[finance])[finance.pk])["工委评价"]
    assert (part.value, part.n) == (
        Decimal("80.00"),
        2,
    )  # the newer one of the same judge, and the other's


def test_without_a_scheme_nothing_has_a_score(finance):
    assert scores_of(YEAR, units=[finance])[finance.pk].total is None


def test_scoring_costs_as_many_queries_for_many_units(scheme, finance, weather, staff, districts):
    def cost(units):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            scores_of(YEAR, units=units)
        return len(queries)

    for number, unit in enumerate([finance, weather]):
        judge(unit, scheme.parts.get(name="工委评价"), staff, 80 + number)
        adjust(unit, scheme, "不实填报", Decimal("0.5"), staff)
    vote(staff, "会议", [(unit, "", [[1, 0, 0, 0], [1, 0, 0, 0]]) for unit in (finance, weather)])
    more = [make_unit(f"单位{n}", f"单位{n}", districts[0], 20 + n) for n in range(4)]
    assert cost([finance]) == cost([finance, weather, *more])


def scores(**totals):
    """{letter: something with a total}; the letters stand for units."""
    return {
        name: SimpleNamespace(total=None if total is None else Decimal(total))
        for name, total in totals.items()
    }


def test_equal_scores_share_a_place_and_a_unit_without_a_score_has_none():
    found = advised(scores(a="95", b="85", c="85", d="70", e=None, f="59.99"))
    assert [(found[name].place, found[name].grade) for name in "abcdf"] == [
        (1, "好"), (2, "较好"), (2, "较好"), (4, "一般"), (5, "差"),
    ]  # fmt: skip
    assert found["e"] == Advice(None, 5, "")


@pytest.mark.parametrize(
    ("totals", "best"),
    [
        (("95", "94", "93", "92", "91"), 2),  # 40 % of five
        (("95", "94", "94", "92", "91"), 1),  # the second place would be the third unit
        (("95", "80", "80", "80", "80"), 1),  # who is below the score is not lifted
        (("95",), 1),
    ],
)
def test_no_more_are_advised_the_best_grade_than_the_share_allows(totals, best):
    found = advised(scores(**dict(zip("abcde", totals, strict=False))))
    assert sum(one.grade == "好" for one in found.values()) == best
