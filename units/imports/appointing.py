"""From the appointments that somebody holds to those that a roster names, as an administrator would by hand.

Nothing is deleted: whoever moved gets a new appointment, and the old one ends on the day before.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from units.imports.person_rows import REACH, Holding
from units.imports.roles import works_in_unit
from units.models import Appointment, Role
from zhaotong_portal.wording import full_day_text


@dataclass
class Moves:
    """`changed`: [(appointment, {field: new value})]; `new`: appointments not yet saved, without a person."""

    new: list = field(default_factory=list)
    changed: list = field(default_factory=list)


def is_open(appointment, today):
    return appointment.ends_on is None or appointment.ends_on >= today


def moves_for(row, held, today) -> Moves:
    """What brings the appointments `held` to what the row says; what cannot be is among the row's faults."""
    moves = Moves()
    if not row.roles:
        _update_present(row, held, today, moves)
    for holding in row.holdings:
        if appointment := _meant(row, holding, held, today):
            _update(row, appointment, moves)
        else:
            _appoint(row, holding, held, today, moves)
    return moves


def _update_present(row, held, today, moves):
    """A list without roles: post and dates belong to what the person does there today."""
    if not (row.post or row.starts_on or row.ends_on):
        return
    present = [
        a for a in held if is_open(a, today) and (not row.unit_ids or a.unit_id in row.unit_ids)
    ]
    if not present:
        text = "平台上没有此人在该单位的任职，名册也没有写角色，职务和日期没有填写。"
        row.remark("post", "no_appointment", text)
    for appointment in present:
        _update(row, appointment, moves)


def _meant(row, holding, held, today):
    """The appointment that the row speaks of, if there is one."""
    same_role = [a for a in held if a.role == holding.role]
    present = [a for a in same_role if is_open(a, today)]
    if holding.role not in row.scoped and present:
        return present[0]
    for appointment in present:
        if Holding.of(appointment) == holding:
            return appointment
    # An old list names somebody who has left since: that is not a new appointment.
    for appointment in same_role:
        said = row.starts_on == appointment.starts_on or row.ends_on == appointment.ends_on
        if said and Holding.of(appointment) == holding:
            return appointment
    return None


def _update(row, appointment, moves):
    wanted = {"post": row.post, "starts_on": row.starts_on, "ends_on": row.ends_on}
    changes = {k: v for k, v in wanted.items() if v and v != getattr(appointment, k)}
    start = changes.get("starts_on", appointment.starts_on)
    end = changes.get("ends_on", appointment.ends_on)
    if end and end < start:
        text = f"离任日期 {end} 早于任职日期 {start}。请更正。"
        row.refuse("ends_on" if row.ends_on else "starts_on", "end_before_start", text)
    elif changes:
        moves.changed.append((appointment, changes))


def _appoint(row, holding, held, today, moves):
    start = row.starts_on or today
    if row.ends_on and row.ends_on < max(start, today):
        text = "离任日期已过，不再新增这项任职。请删去这一行，或更正日期。"
        row.refuse("ends_on", "already_left", text)
        return
    for appointment in _left_behind(row, holding, held, today):
        _end_before(row, appointment, start, moves)
    _say_what_is_new(row, holding, held, today)
    new = Appointment(
        role=holding.role, unit_id=holding.unit_id, district_id=holding.district_id, post=row.post,
        starts_on=start, ends_on=row.ends_on,
    )  # fmt: skip
    moves.new.append(new)


def _left_behind(row, holding, held, today):
    """What ends because the person moved: the work in another unit, the same role for other districts."""
    present = [a for a in held if is_open(a, today)]
    if works_in_unit(holding.role):
        return [a for a in present if works_in_unit(a.role) and a.unit_id not in row.unit_ids]
    if holding.role in (Role.STAFF, Role.LEADER) and holding.role in row.scoped:
        wanted = set(row.holdings)
        return [a for a in present if a.role == holding.role and Holding.of(a) not in wanted]
    return []  # inspectors are named campaign by campaign


def _end_before(row, appointment, start, moves):
    last = start - timedelta(days=1)
    if appointment in (changed for changed, _ in moves.changed):
        return
    if appointment.ends_on and appointment.ends_on <= last:
        return
    if appointment.starts_on > last:
        text = (
            f"原任职“{_where(appointment)}”从{full_day_text(appointment.starts_on)}开始，不早于新的任职日期。"
            "请填写其后的任职日期，或在数据管理中更正原任职。"
        )
        row.refuse("starts_on", "moved_before_start", text)
    else:
        moves.changed.append((appointment, {"ends_on": last}))


def _say_what_is_new(row, holding, held, today):
    role = Role(holding.role)
    if role in REACH:
        text = f"将成为{role.label}，{REACH[role]}。请确认。"
        row.remark("role", "powerful_role", text)
    if any(Holding.of(a) == holding and not is_open(a, today) for a in held):
        text = f"此人的{role.label}任职已经结束，这次将重新任职。如名册未更新，请删去这一行。"
        row.remark("role", "reappointed", text)
    kept = [
        a for a in held
        if is_open(a, today) and works_in_unit(a.role) and a.unit_id == holding.unit_id and a.role not in row.roles
    ]  # fmt: skip
    if kept and holding.unit_id:
        text = f"在本单位的{Role(kept[0].role).label}任职仍然保留。如已卸任，请在数据管理中填离任日期。"
        row.remark("role", "keeps_role", text)


def _where(appointment):
    return f"{appointment.unit or appointment.district or '全市'} {appointment.get_role_display()}"
