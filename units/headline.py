"""Headline figures of the registers: units and districts, and what the base ledger counts (units/figures/)."""

from decimal import Decimal
from functools import cache

from django.db.models import CharField, Count, Value
from django.db.models.functions import Cast, Concat

from units.figures.ledger import FIGURES, address
from units.models import (
    District,
    PartyOfficer,
    PartyOrganisation,
    SetupAct,
    Term,
    Unit,
)
from zhaotong_portal.headline import when
from zhaotong_portal.headline.figure import (
    Adding,
    Card,
    Figure,
    Group,
    Listing,
    Row,
    Tally,
    dated,
)
from zhaotong_portal.headline.rounding import and_more

# code: group, order, level, what keeps it from counting twice
LEDGER = {
    "setup_adjusted": (Group.FORTRESS, 10, "基层党组织", "一次批准计一个；按生效日期计。"),
    "branches_founded": (Group.FORTRESS, 11, "基层党组织", "每个党支部只在成立时计一次。"),
    "reelection_done": (Group.FORTRESS, 12, "基层党组织", "一个任期只换届一次。"),
    "officers_appointed": (
        Group.FORTRESS,
        13,
        "单位",
        "同一人同一天任职只有一行；再次任职的再计。",
    ),
    "members_developed": (Group.FORTRESS, 14, "单位", "一个单位一个月一个数，按接收月份计一次。"),
    "contact_points": (Group.FORTRESS, 30, "基层党组织", "同一单位同一人联系几个支部只计一名。"),
    "pairings": (Group.FORTRESS, 31, "基层党组织", "一个支部与几方结对只计一次。"),
    "youth_groups": (Group.THEORY, 50, "单位", "一个单位计一个。"),
}
# A leader of two units counts in both, as in the units' own numbers (units/figures/ledger.py).
AMOUNTS = {
    "contact_points": Count(
        Concat(
            Cast("organisation__unit_id", CharField()),
            Value("/"),
            "leader",
            output_field=CharField(),
        ),
        distinct=True,
    )
}


@cache
def figures():
    return (*_of_registers(), *(_of_ledger(code) for code in LEDGER), *_other_readings())


def _of_registers():
    units = dated(Unit.objects.all, when.standing("active_from", "active_to", last_day_counts=True))
    yield Figure(
        key="units", label="部门（单位）", quantity="个", group=Group.DUTY, order=1, adding=Adding.STANDING,
        tallies={"units": Tally(units)},
        card=Card("期末在册的市直机关部门（单位），含工委机关。", "单位", "一个单位一行。", "单位名册", "办公室"),
        listing=Listing(
            lambda row: Row("", row.short_name, row.name, row.get_absolute_url()),
            order=("protocol_order", "pk"),
        ),
    )  # fmt: skip
    yield Figure(
        key="districts", label="片区", quantity="个", group=Group.DUTY, order=2, adding=Adding.STANDING,
        tallies={"districts": Tally(lambda span: District.objects.all())},
        card=Card("现有的片区。片区不分年度，各年所列为现数。", "工委", "一个片区一行。", "片区名册", "办公室"),
        listing=Listing(
            lambda row: Row("", "", row.name, row.get_absolute_url()), order=("order", "pk")
        ),
    )  # fmt: skip
    yield Figure(
        key="organisations", label="基层党组织", quantity="个", group=Group.FORTRESS, order=1,
        adding=Adding.STANDING, rounding=and_more,
        tallies={"organisations": Tally(lambda span: PartyOrganisation.objects.alive(span.last_day))},
        card=Card("期末存在的机关党委、党总支和党支部。", "基层党组织", "一个党组织一行。", "党组织台账"),
        listing=Listing(
            lambda row: Row(row.founded_on or "", row.unit.short_name, row.name),
            rows=lambda span: PartyOrganisation.objects.alive(span.last_day).select_related("unit"),
            order=("unit__protocol_order", "order", "pk"),
        ),
    )  # fmt: skip
    yield Figure(
        key="youth_coverage", label="青年理论学习小组覆盖面", quantity="%", group=Group.THEORY, order=51,
        adding=Adding.STANDING, digits=1, words={100: "全覆盖"},
        number=lambda parts: 100 * Decimal(parts["groups"]) / parts["units"] if parts["units"] else None,
        tallies={"groups": _tally("youth_groups"), "units": Tally(units)},
        card=Card(
            "期末有青年理论学习小组的单位占在册单位的百分比；百分之百为“全覆盖”。",
            "单位", "一个单位计一个。", "青年理论学习小组台账", "宣传科",
        ),
        listing=_listing("youth_groups"),
    )  # fmt: skip


def _of_ledger(code):
    """As units/figures/ledger.py counts it, from the same rows."""
    ledger = FIGURES[code]
    group, order, level, dedupe = LEDGER[code]
    return Figure(
        key=code, label=ledger.label, quantity=ledger.measure, group=group, order=order,
        adding=Adding.STANDING if ledger.is_stock else Adding.SUM,
        tallies={"rows": _tally(code)},
        card=Card(ledger.definition, level, dedupe, f"{ledger.label}台账"),
        listing=_listing(code),
        address=lambda span: address(code, span.first_day, span.last_day),
    )  # fmt: skip


def _tally(code):
    ledger = FIGURES[code]
    amount = AMOUNTS.get(code) or ledger.value or Count("pk")
    year = None if ledger.is_stock else when.year_of(ledger.moment)
    return Tally(lambda span: ledger.rows(span.first_day, span.last_day), amount, year)


def _listing(code):
    ledger = FIGURES[code]
    related = tuple(dict.fromkeys((ledger.unit, ledger.unit.split("__")[0])))
    return Listing(
        _row,
        rows=lambda span: ledger.rows(span.first_day, span.last_day).select_related(*related),
        order=(f"{ledger.unit}__protocol_order", *([ledger.moment] if ledger.moment else []), "pk"),
    )


MOMENTS = ("effective_on", "completed_on", "appointed_on", "founded_on", "starts_on")


def _row(found):
    day = next((getattr(found, name) for name in MOMENTS if getattr(found, name, None)), "")
    period = getattr(found, "period", None)
    return Row(
        period.label if period else day,
        found.unit.short_name,
        str(found),
        found.get_absolute_url(),
        getattr(found, "count", 1) if period else 1,
        evidence=getattr(found, "document", ""),
    )


def _other_readings():
    """Flow or stock, with or without what was founded: the article does not say (features §12)."""
    yield _reading(
        "setup_all", "setup_adjusted", "另一种口径：含新建", "已批准的新建、调整、合并、撤销，按生效日期计。",
        lambda span: SetupAct.objects.effective_within(span.first_day, span.last_day), "unit",
    )  # fmt: skip
    yield _reading(
        "reelection_all", "reelection_done", "另一种口径：全部换届", "换届日期在期内的全部换届，按期换届的也计。",
        lambda span: Term.objects.completed_within(span.first_day, span.last_day), "organisation__unit",
    )  # fmt: skip
    yield _reading(
        "officers_serving", "officers_appointed", "另一种口径：期末在任", "期末在任的党务干部，是存量。",
        lambda span: PartyOfficer.objects.serving(span.last_day), "unit", adding=Adding.STANDING,
    )  # fmt: skip


def _reading(key, main, label, counts, rows, unit, adding=Adding.SUM):
    group, _, level, dedupe = LEDGER[main]
    return Figure(
        key=key, label=label, quantity=FIGURES[main].measure, group=group, reading_of=main, adding=adding,
        tallies={"rows": Tally(rows)},
        card=Card(counts, level, dedupe, f"{FIGURES[main].label}台账"),
        listing=Listing(
            _row,
            rows=lambda span: rows(span).select_related(unit),
            order=(f"{unit}__protocol_order", "pk"),
        ),
    )  # fmt: skip
