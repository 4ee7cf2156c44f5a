"""The demonstration from beginning to end, in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

from django.db import transaction
from django.utils import timezone

from reviews.demo.assessments import create_assessments
from reviews.demo.background import create_background
from reviews.demo.base_ledger import BaseLedgerMaker
from reviews.demo.cases import create_results
from reviews.demo.committee import create_committee_work
from reviews.demo.compared import create_compared
from reviews.demo.duties import create_duties
from reviews.demo.fates import draw_fates
from reviews.demo.findings import FindingMaker
from reviews.demo.front import create_front
from reviews.demo.grades import GradeMaker
from reviews.demo.guidance import compose_agendas, create_guidance
from reviews.demo.honours import create_honours
from reviews.demo.inspections import (
    create_clues,
    create_families,
    create_inspections,
    create_rechecks,
    sort_into_categories,
)
from reviews.demo.interviews import create_interviews
from reviews.demo.items import create_items
from reviews.demo.joint_studies import create_joint_studies
from reviews.demo.lists import import_samples
from reviews.demo.lives import Life
from reviews.demo.midyear import create_push_plans
from reviews.demo.months import MonthWriter, write_item_states
from reviews.demo.organisations import create_organisations
from reviews.demo.past import create_history
from reviews.demo.people import People
from reviews.demo.questions import create_questions
from reviews.demo.rating_cases import create_cases, release_results
from reviews.demo.ratings import create_points, create_ratings
from reviews.demo.readings import create_readings, create_substitutions
from reviews.demo.running import RunningMonth
from reviews.demo.setup_acts import SetupActMaker
from reviews.demo.sheets import issue_newest_sheets
from reviews.demo.span import LAST_ARTICLE_YEAR, Span
from reviews.demo.spot_checks import create_spot_checks
from reviews.demo.terms import TermMaker
from reviews.demo.values import ValueMaker
from reviews.loading import load_rectification
from tasks.catalogue import (
    load_activity_kinds,
    load_indicators,
    load_mechanism_kinds,
    load_themes,
)
from tasks.figures.rebuilding import rebuilders
from tasks.models import WorkItem
from tasks.phrases import load_phrases
from units.loading import load_units
from units.models import Person, Unit
from zhaotong_portal.demo import is_demo, mark_as_demo
from zhaotong_portal.gate.defaults import load_words
from zhaotong_portal.period import Period
from zhaotong_portal.workdays import moment


class NotEmpty(Exception):
    """The database holds data that are not a demonstration, or already is one."""


@dataclass(frozen=True)
class Wish:
    """What `seed_demo` was asked for."""

    units: int
    years: int
    ratings: int
    seed: int
    today: date

    @property
    def now(self) -> datetime:
        """The moment of the demonstration: now, or the afternoon of the day asked for."""
        if self.today == timezone.localdate():
            return timezone.now()
        return moment(self.today, time(15, 0))

    @property
    def periods(self):
        """Every month that is over, oldest first; the running one comes after them."""
        first = Period(LAST_ARTICLE_YEAR + 1 - self.years, 1)
        running = Period.of(self.today)
        return Period.range(first, running.previous()) if first < running else []


def refuse_unless_empty():
    if is_demo():
        raise NotEmpty("数据库中已有演示数据。需要重新生成的，请先清空数据库。")
    if Person.objects.exists() or WorkItem.objects.exists():
        raise NotEmpty("数据库中已有真实数据，不能写入演示数据。")


@transaction.atomic
def seed(wish: Wish, say=lambda text: None):
    """Write everything; raises NotEmpty and leaves the database as it was."""
    refuse_unless_empty()
    rng = Random(wish.seed)
    load_units(wish.units)
    load_indicators()
    load_activity_kinds()
    load_mechanism_kinds()
    load_themes()
    load_words()
    load_rectification()
    load_phrases()
    units = list(Unit.objects.select_related("district").order_by("protocol_order"))
    people = People(rng, units)
    organisations = create_organisations(rng, units)
    create_honours(units, organisations)
    create_history(units)
    create_background()
    organisations = write_ledger(wish, units, people)
    mark_as_demo()
    say("单位、人员和党组织已生成")
    import_samples(people.admin)
    say("清单已导入")
    running = _write_months(rng, wish, units, people, organisations, say)
    _write_registers(wish, units, people)
    create_readings(people, wish.periods, wish.now)
    create_substitutions(people, wish.today)
    say("月度进展已生成")
    years = sorted({period.year for period in wish.periods} | {wish.today.year})
    FindingMaker(rng, people, units, years, wish.today).make()
    sort_into_categories()
    create_inspections(people, units, years, wish.today)
    create_families(people)
    create_rechecks(people, wish.today)
    create_clues(units)
    create_guidance(wish.seed, people, units, years, wish.today)
    _write_ratings(rng, wish, units)
    create_cases(people, units, wish.today, LAST_ARTICLE_YEAR)
    say("问题和评议已生成")
    period = Period.of(wish.today)
    running.open(period)
    for rebuilder in rebuilders():
        rebuilder.rebuild()
    release_results(people, wish.today)
    issue_newest_sheets(rng, people, period, wish.now)
    running.write(period)
    compose_agendas(people, wish.today)
    create_questions(people, [*wish.periods[-1:], period], wish.now)
    create_spot_checks(people, wish.periods, wish.now)
    create_push_plans(people, wish)
    create_assessments(wish.seed, people, units, LAST_ARTICLE_YEAR + 1 - wish.years, wish.now)
    say("述职评议考核已生成")


def _write_months(rng, wish, units, people, organisations, say):
    running = Period.of(wish.today)
    periods = wish.periods
    years = sorted({period.year for period in periods} | {running.year})
    lives = [Life(rng, plan, running.year) for plan in create_items(rng, units, years)]
    fates = draw_fates(rng, units, periods, wish.now)
    signed = [
        (unit.pk, period) for period in periods for unit in units if fates[unit.pk, period].signed
    ]
    signed += [(unit.pk, running) for unit in units]
    values = ValueMaker(rng, units, organisations, signed)
    writer = MonthWriter(people, units, lives, fates, values, wish.now)
    for period in periods:
        writer.write(period)
        if period.month == 12:
            say(f"{period.year}年已生成")
    write_item_states(lives)
    return RunningMonth(rng, people, units, lives, values, wish.now)


def write_ledger(wish, units, people):
    """The base ledger, before the months: who reports follows from it. {unit pk: organisations, dissolved ones too}"""
    rng, span = Random(wish.seed + 1), Span.of(wish, units)
    organisations = SetupActMaker(rng, people, units, span).make()
    TermMaker(rng, span).make()
    GradeMaker(rng, people, span).make()
    BaseLedgerMaker(rng, units, span).make()
    return organisations


def _write_registers(wish, units, people):
    """Lots of their own, so that nothing else in the demonstration moves with them."""
    rng, first_year = Random(wish.seed), LAST_ARTICLE_YEAR + 1 - wish.years
    create_committee_work(units, first_year, wish.today)
    create_joint_studies(Random(wish.seed), people, units, first_year, wish.today)
    create_compared(units, first_year, wish.today)
    create_front(rng, units, first_year, wish.today)
    create_results(units)
    create_duties(people, units, first_year, wish.today)
    create_interviews(people, units, first_year, wish.today)


def _write_ratings(rng, wish, units):
    """The article's three years hold the number asked for; later months go on at the same pace."""
    points = create_points(units, rng)
    first = date(LAST_ARTICLE_YEAR + 1 - wish.years, 1, 1)
    last = date(LAST_ARTICLE_YEAR, 12, 31)
    create_ratings(rng, points, wish.ratings, first, min(last, wish.today))
    if wish.today > last:
        days = (wish.today - last).days
        pace = wish.ratings / ((last - first).days + 1)
        create_ratings(
            rng, points, round(pace * days), date(LAST_ARTICLE_YEAR + 1, 1, 1), wish.today
        )
