"""What the registers hold of one unit, on its page: asked together with the unit, no query of its own."""

from units.registers.entry import EntryState
from units.registers.register import Register, registers
from zhaotong_portal import panels
from zhaotong_portal.panels import Panel

STATES = {"count": EntryState.CONFIRMED, "waiting": EntryState.PROPOSED}


def ask_beforehand(declared: Register):
    """The numbers of a register come with the unit: whoever sees a unit's page sees all of its entries."""
    for name, state in STATES.items():

        def rows(unit_pk, state=state):
            return declared.model.objects.filter(unit=unit_pk, state=state).order_by()

        panels.register_number("unit", f"{name}_of_{declared.code}", rows)


def of_unit(user, unit):
    rows = [
        {"register": row, "url": f"{row.url()}?unit={unit.pk}", **_numbers(row, unit)}
        for row in registers()
        if row.may_read(user) and not row.committee_only
    ]
    rows = [row for row in rows if row["count"] or row["waiting"]]
    return Panel("units/parts/registers_panel.html", {"rows": rows}) if rows else None


def _numbers(declared, unit):
    return {name: getattr(unit, f"{name}_of_{declared.code}", 0) for name in STATES}
