"""A report with all that belongs to it, read set-wise: a constant number of queries for any number of items.

The month's page, the list of gaps, the snapshot and the review all look at the same `Contents`.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from tasks.entries import value_text
from tasks.last_known import HISTORY_MONTHS, LastKnown, last_known, said_before
from tasks.models import (
    Indicator,
    IndicatorValue,
    ItemProgress,
    Light,
    MonthlyReport,
    Remark,
    ReportRound,
)
from units.models import PartyOrganisation

FIELDS = ("percent", "light", "text", "reason", "claims_done")


@dataclass
class Line:
    """One item's month: its own entry, or the last known state shown until somebody edits it."""

    line: ItemProgress
    known: LastKnown
    before: list
    remarks: list = field(default_factory=list)
    questions: list = field(default_factory=list)  # put here by tasks/questions.py
    hints: list = field(default_factory=list)  # put here by tasks/hints.py
    attachments: list = field(default_factory=list)

    @property
    def item(self):
        return self.line.item

    @property
    def is_edited(self):
        return self.line.edited_at is not None

    @property
    def history(self):
        """[(month, percent)] of the last twelve months, oldest first."""
        return [(row.period, row.percent) for row in self.before]

    @property
    def shown(self):
        return self.line if self.is_edited else self.known

    @property
    def anchor(self):
        return f"line-{self.line.pk}"

    @property
    def step(self):
        """Percent gained since the last known line; None when either is not known."""
        if self.shown.percent is None or self.known.percent is None:
            return None
        return self.shown.percent - self.known.percent

    @property
    def is_first(self):
        return self.known.period is None

    @property
    def known_label(self):
        """From when the last known state is: 上月, or the month's name."""
        before = self.known.period
        return "上月" if before == self.line.period.previous() else before and before.label

    @property
    def light_changed(self):
        return self.shown.light != self.known.light

    @property
    def text_changed(self):
        return self.is_edited and self.line.text != self.known.text

    @property
    def repeats_text(self):
        """Carried forward word for word: made visible to whoever reads (C18)."""
        return bool(self.is_edited and self.line.text and self.line.text == self.known.text)

    @property
    def newly_done(self):
        return self.shown.claims_done and not self.known.claims_done

    @property
    def is_news(self):
        """What a secretary or a reviewer should see first; all else went on as before."""
        off_track = self.shown.light in (Light.AT_RISK, Light.BEHIND)
        fell = self.step is not None and self.step < 0
        return off_track or self.light_changed or self.newly_done or fell or bool(self.remarks)


@dataclass
class Cell:
    """One value of the grid: an indicator and who holds it (None: the unit itself)."""

    indicator: Indicator
    organisation: PartyOrganisation | None
    value: IndicatorValue | None = None
    earlier: list = field(default_factory=list)
    remarks: list = field(default_factory=list)
    questions: list = field(default_factory=list)
    hints: list = field(default_factory=list)

    @property
    def key(self):
        holder = self.organisation.pk if self.organisation else "u"
        return f"{self.indicator.pk}-{holder}"

    @property
    def anchor(self):
        return f"value-{self.key}"

    @property
    def text(self):
        return value_text(self.value)

    @property
    def last(self):
        return self.earlier[-1][1] if self.earlier else None

    @property
    def label(self):
        holder = self.organisation.name if self.organisation else "本单位"
        name = self.indicator.name
        return f"{holder}{name}" if "“" in name else f"{holder}“{name}”"


def asked_cells(unit, period) -> list[Cell]:
    """Every value that a unit is asked for in a month; two queries."""
    indicators = list(Indicator.objects.asked_of_units(period))
    return cells_of(indicators, unit.organisations.active_in(period).order_by("order", "pk"))


def cells_of(indicators, organisations) -> list[Cell]:
    """The cells of one unit in the month that `indicators` were asked for (`Indicator.objects.asked_of_units`).

    An indicator of the organisations is asked of the unit itself where none is registered.
    """
    organisations = list(organisations)
    cells = []
    for indicator in indicators:
        holders = organisations if indicator.by_organisation and organisations else [None]
        cells += [Cell(indicator, holder) for holder in holders]
    return cells


class Contents:
    """Lines, grid and open remarks of one report."""

    def __init__(self, report: MonthlyReport, lines, cells, rounds):
        self.report, self.lines, self.cells, self.rounds = report, lines, cells, rounds

    @classmethod
    def of(cls, report: MonthlyReport) -> "Contents":
        rows = list(
            ItemProgress.objects.filter(report=report)
            .select_related("item", "edited_by")
            .prefetch_related("attachments")
            .order_by("-item__kind", "-item__lead", "item__category", "item__order", "item_id")
        )
        items = [row.item for row in rows]
        known = last_known(items, report.period)
        before = said_before(items, report.period)
        lines = [Line(row, known[row.item_id], before.get(row.item_id, [])) for row in rows]
        for line in lines:
            line.attachments = list(line.line.attachments.all())
        cells = asked_cells(report.unit, report.period)
        _fill(cells, report)
        rounds = list(
            ReportRound.objects.filter(report=report)
            .select_related("sent_by", "signed_by", "decided_by")
            .order_by("number")
        )
        contents = cls(report, lines, cells, rounds)
        contents._attach_remarks()
        return contents

    def _attach_remarks(self):
        """Remarks of the last return, on their lines; what concerns the whole stays in `general_remarks`."""
        self.general_remarks = []
        returned = [r for r in self.rounds if r.outcome == ReportRound.Outcome.RETURNED]
        self.returned_round = returned[-1] if returned else None
        for round_ in self.rounds:
            round_.said = []
        if self.returned_round is None:
            return
        by_round = {round_.pk: round_ for round_ in self.rounds}
        by_line = {line.line.pk: line for line in self.lines}
        by_value = {cell.value.pk: cell for cell in self.cells if cell.value}
        remarks = Remark.objects.filter(round__in=returned).order_by("pk")
        for remark in remarks.select_related("written_by", "answered_by"):
            place = by_line.get(remark.line_id) or by_value.get(remark.value_id)
            by_round[remark.round_id].said.append((place, remark))
            if remark.round_id == self.returned_round.pk:
                (place.remarks if place else self.general_remarks).append(remark)

    @cached_property
    def remarks(self):
        """[(place or None, remark)] of the last return."""
        placed = [(place, r) for place in [*self.lines, *self.cells] for r in place.remarks]
        return placed + [(None, remark) for remark in self.general_remarks]

    @property
    def filled(self):
        return sum(line.is_edited for line in self.lines)

    @property
    def unchanged(self):
        return sum(line.line.unchanged for line in self.lines)

    @property
    def reported(self):
        return sum(cell.value is not None for cell in self.cells)

    def light_counts(self):
        counts = dict.fromkeys(Light.values, 0)
        for line in self.lines:
            if line.shown.light in counts:
                counts[line.shown.light] += 1
        return counts

    def grid(self):
        """(indicators, [(holder or None, [cell or None per indicator])]): organisations first, then the unit."""
        indicators = list(dict.fromkeys(cell.indicator for cell in self.cells))
        holders = defaultdict(dict)
        for cell in self.cells:
            holders[cell.organisation][cell.indicator.pk] = cell
        rows = [holder for holder in holders if holder] + [None] * (None in holders)
        return indicators, [(h, [holders[h].get(i.pk) for i in indicators]) for h in rows]


def _fill(cells, report):
    """This month's values and those of the last twelve months; one query."""
    stored = defaultdict(list)
    rows = IndicatorValue.objects.filter(
        unit=report.unit_id,
        period__lte=report.period,
        period__gte=report.period.shift(-HISTORY_MONTHS),
    )
    for value in rows.select_related("edited_by").order_by("period"):
        stored[value.indicator_id, value.organisation_id].append(value)
    for cell in cells:
        holder = cell.organisation.pk if cell.organisation else None
        values = stored[cell.indicator.pk, holder]
        cell.value = next((v for v in values if v.period == report.period), None)
        cell.earlier = [(v.period, value_text(v)) for v in values if v.period != report.period]
