"""What a preview shows of a row of a roster: the account and appointments as they will be."""

from units.models import Person, Role
from zhaotong_portal.audit.trail import as_text


def shown_new(row, moves, units, districts):
    """A new account: {label: ["", new]}."""
    texts = {"登录名": row.username, "任职": _joined(moves.new, units, districts)}
    return {label: ["", text] for label, text in texts.items() if text}


def changes_of(row, person, moves, known):
    """{label: [old, new]} for somebody who is there; `known` has `units`, `district_of` and `offices`."""
    offices = {pk: name for name, pk in known.offices.items()}
    changes = {}
    for name, new in row.person.items():
        field = Person._meta.get_field(name)
        old = getattr(person, field.attname)
        if old != new:
            shown = (offices.get(old, ""), offices[new]) if name == "office" else (old, new)
            changes[str(field.verbose_name)] = [_text(value) for value in shown]
    several = len({appointment.pk for appointment, _ in moves.changed}) > 1
    for appointment, wanted in moves.changed:
        where = _holding(appointment, known.units, known.district_of)
        for name, new in wanted.items():
            label = str(appointment._meta.get_field(name).verbose_name)
            changes[f"{where} {label}" if several or moves.new else label] = [
                as_text(appointment, name), _text(new),
            ]  # fmt: skip
    if moves.new:
        changes["新任职"] = ["", _joined(moves.new, known.units, known.district_of)]
    return changes


def _joined(appointments, units, districts):
    return "；".join(
        " ".join(filter(None, [_holding(a, units, districts), a.post, f"{a.starts_on}起"]))
        for a in appointments
    )


def _holding(appointment, units, districts):
    if appointment.unit_id:
        where = units[appointment.unit_id].short_name
    else:
        where = districts.get(appointment.district_id, "")
    return f"{where} {Role(appointment.role).label}".strip()


def _text(value):
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
