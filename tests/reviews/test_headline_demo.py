"""The demonstration's default seed: the article's figures come out of its rows, and where it rounds they lie inside (rules.md §6).

All 84 units and three years, but for the texts of the months' lines, which no headline figure counts.
"""

from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from reviews.demo.months import MonthWriter
from reviews.demo.running import RunningMonth
from reviews.demo.seeding import Wish, seed
from zhaotong_portal.headline.counting import values_of
from zhaotong_portal.headline.registry import all_figures
from zhaotong_portal.headline.span import Span
from zhaotong_portal.period import Period

# Any database counts the same rows (tests/reviews/test_headline_figures.py): one round seeds them.
pytestmark = [pytest.mark.any_database, pytest.mark.django_db]
EXACT = {
    "satisfaction_rate": "96.8%",
    "contests": 1,
    "chosen_papers": 1,
    "hosted_meetings": 1,
    "demonstration_units": 12,
    "advance_meetings": 3,
    "model_offices": 2,
    "special_lecture": 298,
    "reading_class": 336,
    "theory_talk": 2_992,
    "forum": 12,
    "youth_coverage": "全覆盖",
    "setup_adjusted": 72,
    "branches_founded": 32,
    "reelection_done": 24,
    "officers_appointed": 348,
    "members_developed": 331,
    "advanced_rise": "11.22个百分点",
    "contact_points": 631,
    "pairings": 289,
    "red_flag_branches": 2,
    "training_class": 14,
    "group_building": 2,
    "striving_measures": 294,
    "service_teams": 12,
    "joint_study": 128,
    "rank_moves": 115,
    "exchanges": 174,
    "doubled_units": "翻了一番",
    "units": 84,
    "districts": 9,
    "liaisons": 4,
    "findings_public": 171,
    "findings_assessment": 501,
    "inspections": 3,
    "interviews": 8,
    "valid_ratings": 7_541,
}
WITHIN = {
    "first_topic": (63_500, 64_499, "6.4万次"),
    "led_projects": (601, 699, "600余个"),
    "service_lists": (1_601, 1_699, "1600余份"),
    "satisfied_ratings": (7_301, 7_303, "7300余条"),
    "consultations": (201, 299, "200余次"),
    "centre_group": (2_101, 2_199, "2100余次"),
    "warning_education_people": (29_500, 30_499, "3万人次"),
    "graded": (601, 699, "600余个"),
    "small_training": (31, 39, "30余场"),
    "findings_visits": (801, 899, "800余个"),
}


@pytest.fixture(scope="module")
def figures(django_db_setup, django_db_blocker, tmp_path_factory):
    """{key: (figure, values)} of 2023-01 to 2025-12; the rows are taken back at the end."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        pytest.MonkeyPatch.context() as patched,
        transaction.atomic(),
    ):
        for name in ("_write_rounds", "_write_snapshots", "_write_closings"):
            patched.setattr(MonthWriter, name, lambda *args: None)
        patched.setattr(MonthWriter, "_lines", _only_live)
        patched.setattr(RunningMonth, "write", lambda *args: None)
        seed(Wish(units=84, years=3, ratings=7541, seed=1, today=date(2026, 1, 20)))
        patched.undo()
        found = all_figures()
        span = Span(Period(2023, 1), Period(2025, 12), timezone.localdate())
        values = values_of(found, span)
        yield {figure.key: (figure, values[figure.key]) for figure in found}
        transaction.set_rollback(True)


def _only_live(writer, report):
    """What the lines bring to the items, without the lines."""
    if writer.fates[report.unit_id, report.period].signed:
        for life in writer.lives_of[report.unit_id]:
            if life.starts <= report.period and life.is_reporting:
                life.advance(report.period)
    return []


@pytest.mark.parametrize(("key", "expected"), EXACT.items())
def test_what_the_article_says_exactly_comes_out_exactly(figures, key, expected):
    figure, values = figures[key]
    said = (
        figure.text(values.whole) if isinstance(expected, str) else figure.published(values.whole)
    )
    assert said == expected


@pytest.mark.parametrize(("key", "expected"), WITHIN.items())
def test_what_the_article_rounds_lies_inside_its_rounding(figures, key, expected):
    least, most, words = expected
    figure, values = figures[key]
    assert least <= values.whole <= most
    assert figure.text(values.whole) == words


def test_every_figure_of_the_article_that_the_portal_holds_is_among_them(figures):
    """A figure that nobody expects here is one of another reading, or new: it must not be nothing by mistake."""
    silent = {
        key
        for key, (figure, values) in figures.items()
        if not values.whole and not figure.reading_of
    }
    assert silent == set()
