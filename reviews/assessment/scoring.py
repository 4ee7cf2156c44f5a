"""A year's scores under a scheme: set-wise, a constant number of queries for any number of units.

A part without a value, or one that does not ask a unit of this kind, drops out and the others share its weight: a unit
is not punished for what nobody judged. The points are rounded so that those on a sheet add up to its total.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from reviews import voting
from reviews.assessment.figure import CENT, to_cents
from reviews.assessment.figures import FIGURES
from reviews.models import (
    AdjustmentSign,
    AssessmentAdjustment,
    AssessmentScheme,
    JudgedScore,
    PartSource,
    VoteCount,
    VoteState,
    VoteSubject,
)
from units.models import Unit
from zhaotong_portal.period import Period

WHOLE = 100
# The sources that read one figure and no other.
FIGURE_OF = {PartSource.RATING: "satisfaction", PartSource.SPOT_CHECK: "spot_checks_true"}
NO_VALUE = {
    PartSource.FIGURE: "没有可计的数据",
    PartSource.JUDGED: "评委尚未打分",
    PartSource.VOTE: "没有已截止的测评",
    PartSource.RATING: "评议条数不足",
    PartSource.SPOT_CHECK: "没有已核实的抽查",
}


@dataclass(frozen=True)
class Reading:
    """What a source says of one unit: 0–100 or None, of `n` rows, votes or judges."""

    value: Decimal | None
    n: int = 0
    counted: int = 0
    rows_url: str = ""


NOTHING_READ = Reading(None)


@dataclass(frozen=True)
class PartScore:
    """`weight` as the scheme says, `shared_weight` with what it took over from parts that dropped out."""

    key: str
    name: str
    weight: int
    source: str
    value: Decimal | None
    points: Decimal
    n: int
    note: str
    rows_url: str
    counted: int = 0
    shared_weight: Decimal = Decimal(0)
    is_exempt: bool = False


@dataclass(frozen=True)
class AdjustmentScore:
    """`entered` points of one kind, of which no more than the kind allows are `points` (negative for a minus)."""

    key: str
    name: str
    sign: str
    entered: Decimal
    points: Decimal
    most: Decimal


@dataclass(frozen=True)
class Score:
    """`weight_known`: how much of the scheme's weight asked of this unit has a value."""

    unit: Unit
    scheme: AssessmentScheme | None = None
    parts: list[PartScore] = field(default_factory=list)
    adjustments: list[AdjustmentScore] = field(default_factory=list)
    total: Decimal | None = None
    weight_known: int = 0
    weight_asked: int = 0

    @property
    def is_complete(self):
        return self.total is not None and self.weight_known == self.weight_asked


def assessed_units(year):
    """Units that exist when the year ends; while it runs, those of today."""
    last = Period(year, 12).last_day
    return Unit.objects.active(min(last, timezone.localdate()))


def scheme_of(year) -> AssessmentScheme | None:
    return AssessmentScheme.objects.in_force(year).first()


def scores_of(year, scheme=None, units=None) -> dict[int, Score]:
    """{unit pk: Score} of `year` under the scheme in force, or under `scheme` (simulation.py asks for another year's).

    `units`: Unit objects or a queryset of them; all that are assessed where left out. Places and advice need all.
    """
    units = list(assessed_units(year) if units is None else units)
    scheme = scheme or scheme_of(year)
    if scheme is None:
        return {unit.pk: Score(unit) for unit in units}
    pks = [unit.pk for unit in units]
    parts = list(scheme.parts.all())
    readings = {part.pk: read for part, read in _readings(year, parts, pks)}
    adjustments = _adjustments(year, scheme, pks)
    return {
        unit.pk: _score(unit, scheme, parts, readings, adjustments.get(unit.pk, []))
        for unit in units
    }


def _score(unit, scheme, parts, readings, adjustments):
    asked = [part for part in parts if unit.kind not in part.exempt_kinds]
    read = {part.pk: readings[part.pk].get(unit.pk, NOTHING_READ) for part in asked}
    valued = [part for part in asked if read[part.pk].value is not None]
    known = sum(part.weight for part in valued)
    points = _points(valued, read, known)
    rows = [_part(part, read.get(part.pk), points.get(part.pk), known, parts) for part in parts]
    total = None
    if known:
        beside = sum((one.points for one in adjustments), Decimal(0))
        total = to_cents(max(sum(points.values()) + beside, Decimal(0)))
    return Score(
        unit, scheme, rows, adjustments, total,
        weight_known=known, weight_asked=sum(part.weight for part in asked),
    )  # fmt: skip


def _points(parts, read, known):
    """{part pk: points}, which add up to the rounded sum: who has full marks in everything has 100, not 99.99.

    What rounding leaves over goes, cent by cent, to where most was cut off.
    """
    if not known:
        return {}
    exact = {part.pk: read[part.pk].value * part.weight / known for part in parts}
    whole = to_cents(sum(read[part.pk].value * part.weight for part in parts) / known)
    points = {pk: value.quantize(CENT, ROUND_FLOOR) for pk, value in exact.items()}
    left = int((whole - sum(points.values())) / CENT)
    for pk in sorted(exact, key=lambda pk: (points[pk] - exact[pk], pk))[:left]:
        points[pk] += CENT
    return points


def _part(part, read, points, known, parts):
    common = {
        "key": str(part.pk), "name": part.name, "weight": part.weight, "source": part.source,
    }  # fmt: skip
    if read is None:
        note = "本类单位不考核此项，权重由其他各项按比例分担。"
        return PartScore(
            **common, value=None, points=Decimal(0), n=0, note=note, rows_url="", is_exempt=True
        )
    if read.value is None:
        note = f"{NO_VALUE[part.source]}，权重由其他各项按比例分担。"
        return PartScore(
            **common, value=None, points=Decimal(0), n=read.n, note=note, rows_url=read.rows_url,
            counted=read.counted,
        )  # fmt: skip
    whole = sum(each.weight for each in parts)
    shared = Decimal(part.weight) * whole / known
    note = "" if known == whole else f"分担其他项的权重后按 {to_cents(shared).normalize():f}% 计。"
    return PartScore(
        **common, value=read.value, points=points, n=read.n,
        note=note, rows_url=read.rows_url, counted=read.counted, shared_weight=to_cents(shared),
    )  # fmt: skip


def _readings(year, parts, pks):
    """[(part, {unit pk: Reading})]; each source is asked once, whatever number of parts it has."""
    judged = _judged(year, [part for part in parts if part.source == PartSource.JUDGED], pks)
    votes = None
    figures = {}
    for part in parts:
        if part.source == PartSource.JUDGED:
            yield part, judged.get(part.name, {})
        elif part.source == PartSource.VOTE:
            votes = _votes(year, pks) if votes is None else votes
            yield part, votes
        else:
            key = part.figure or FIGURE_OF[part.source]
            if key not in figures:
                figure = FIGURES.get(key)
                figures[key] = figure.compute(year, pks) if figure else {}
            yield part, figures[key]


def _judged(year, parts, pks):
    """{name of the part: {unit pk: Reading}}, the mean of the judges.

    By name, so that what was judged under a version stays judged under the next; a judge counts once, by the newest.
    """
    if not parts:
        return {}
    rows = JudgedScore.objects.filter(
        assessment__year=year,
        assessment__unit__in=pks,
        part__name__in=[part.name for part in parts],
    )
    latest = {}
    fields = ("part__name", "assessment__unit", "judge", "value")
    for name, unit, judge, value in rows.order_by("part__scheme__version", "pk").values_list(
        *fields
    ):
        latest[name, unit, judge] = value
    given = defaultdict(list)
    for (name, unit, _), value in latest.items():
        given[name, unit].append(value)
    found = defaultdict(dict)
    for (name, unit), values in given.items():
        mean = to_cents(sum(values) / len(values))
        found[name][unit] = Reading(mean, len(values), len(values))
    return found


def _votes(year, pks):
    """{unit pk: Reading}: closed sessions of the year; of several, or of two secretaries, the mean by votes cast."""
    subjects = VoteSubject.objects.filter(
        session__year=year, session__state=VoteState.CLOSED, unit__in=pks
    ).order_by()
    unit_of = dict(subjects.values_list("pk", "unit"))
    spreads = defaultdict(lambda: [0] * len(settings.VOTE_OPTION_SCORES))
    groups = {}
    counts = VoteCount.objects.filter(subject__in=unit_of).order_by().select_related("group")
    for count in counts:
        groups[count.group_id] = count.group
        spreads[count.subject_id, count.group_id][count.option] = count.number
    of_subject = defaultdict(list)
    for (subject, group), spread in spreads.items():
        of_subject[subject].append((groups[group], spread))
    weighed = defaultdict(list)
    for subject, of_groups in of_subject.items():
        if (score := voting.score_of(of_groups)) is not None:
            weighed[unit_of[subject]].append((score, sum(sum(spread) for _, spread in of_groups)))
    return {unit: _mean_by_votes(scores) for unit, scores in weighed.items()}


def _mean_by_votes(scores):
    cast = sum(number for _, number in scores)
    mean = sum(score * number for score, number in scores) / cast
    return Reading(to_cents(mean), cast, cast)


def _adjustments(year, scheme, pks):
    """{unit pk: [AdjustmentScore]}: entered points by kind, no more than the kind allows; by name, as the judged."""
    kinds = {(kind.sign, kind.name): kind for kind in scheme.adjustments.all()}
    rows = (
        AssessmentAdjustment.objects.filter(assessment__year=year, assessment__unit__in=pks)
        .order_by()
        .values_list("assessment__unit", "kind__sign", "kind__name")
        .annotate(Sum("points"))
    )
    entered_of = {(unit, (sign, name)): entered for unit, sign, name, entered in rows}
    found = defaultdict(list)
    for (unit, of_kind), entered in entered_of.items():
        if (kind := kinds.get(of_kind)) is None:
            continue
        points = min(entered, kind.most)
        signed = points if kind.sign == AdjustmentSign.PLUS else -points
        found[unit].append(
            AdjustmentScore(str(kind.pk), kind.name, kind.sign, entered, signed, kind.most)
        )
    for scores in found.values():
        scores.sort(
            key=lambda one: (one.sign != AdjustmentSign.PLUS, kinds[one.sign, one.name].order)
        )
    return found
