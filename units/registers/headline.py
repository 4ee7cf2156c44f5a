"""A figure of a register as a headline figure: the same rows, told as the page of headline figures tells them."""

from django.db.models import Count, F

from zhaotong_portal.headline.figure import Adding, Card, Figure, Listing, Row, Tally
from zhaotong_portal.headline.when import year_of

DEDUPE = "同一事项不能重复登记；单位申报、工委核定后才计入。"
UNITS_DEDUPE = "一个单位不论有几项只计一家。"
# What a register calls the paper by which an entry is proved.
EVIDENCE = ("document", "proof", "result", "awarded_by", "audience", "task")


def headline_figure(counted, *, quantity, group, order, counts, level, key="", label="", **more):
    """`counted`: the register's figure; `more`: what else a `Figure` may say."""
    adding = more.pop("adding", Adding.STANDING if counted.stock else Adding.SUM)
    owner = more.pop("owner", "组织科")
    tallies = more.pop("tallies", None) or {"entries": tally_of(counted)}
    return Figure(
        key=key or counted.code,
        label=label or counted.name,
        quantity=quantity,
        group=group,
        order=order,
        adding=adding,
        tallies=tallies,
        card=Card(
            counts=counts,
            level=level,
            dedupe=UNITS_DEDUPE if counted.units else DEDUPE,
            source=f"{counted.register.name}台账",
            owner=owner,
        ),
        listing=Listing(
            lambda entry: _row(entry, counted.register.when),
            rows=lambda span: rows_of(counted, span).select_related("unit"),
            order=(counted.register.when, "unit__protocol_order", "pk"),
        ),
        address=lambda span: counted.href(span.first_day, span.last_day),
        **more,
    )


def rows_of(counted, span):
    return counted.rows(span.first_day, span.last_day)


def tally_of(counted):
    """Units are counted once in each year and once in all: their years do not add up."""
    when = counted.register.when
    if counted.units or counted.stock:
        amount = Count("unit", distinct=True) if counted.units else Count("pk")
        return Tally(lambda span: rows_of(counted, span), amount)
    year = F("year") if when == "year" else year_of(when)
    return Tally(lambda span: rows_of(counted, span), Count("pk"), year)


def _row(entry, when):
    day = getattr(entry, when)
    evidence = next((value for name in EVIDENCE if (value := getattr(entry, name, ""))), "")
    return Row(
        f"{day}年" if when == "year" else day,
        entry.unit.short_name,
        str(entry),
        entry.get_absolute_url(),
        evidence=evidence,
    )
