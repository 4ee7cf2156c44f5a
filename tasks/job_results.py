"""What a timed job of this app did, for the page of jobs: a sentence, and a result for each unit."""

from tasks.models import Delivery, DeliveryState


def counted(number, sentence):
    return {"said": sentence.format(number)} if number else None


def composed(runs, reached):
    """`runs`: [(period, Composed)]; `reached`: sheets that reached somebody who was appointed since."""
    units = [
        [unit.short_name, f"新拟{period.label}提示单"] for period, run in runs for unit in run.units
    ]
    parts = [f"新拟 {len(units)} 份"] * bool(units) + [f"补送 {reached} 份"] * bool(reached)
    return {"said": "，".join(parts), "units": units} if parts else None


def sent(counts, failures):
    """What went out and, by unit or person, what did not and why."""
    if not any(counts.values()):
        return None
    rows = Delivery.objects.filter(pk__in=[one.pk for one in failures]).select_related(
        "unit", "recipient", "robot"
    )
    units = [
        [f"{row.unit.short_name} {row.to_whom}" if row.unit_id else row.to_whom,
         f"{DeliveryState(row.state).label}：{row.error}"]
        for row in rows
    ]  # fmt: skip
    failed = f"，失败 {counts['failed']} 件" if counts["failed"] else ""
    return {"said": f"发出 {counts['sent']} 件{failed}", "units": units}


def of_sheets(sheets, verb):
    if not sheets:
        return None
    units = [[sheet.unit.short_name, f"{verb}{sheet.period.label}提示单"] for sheet in sheets]
    return {"said": f"{verb} {len(sheets)} 个单位", "units": units}


def proposed(told):
    rows, new = told
    if not new:
        return None
    units = [[row.unit.short_name, f"拟{row.get_step_display()}"] for row in rows]
    return {"said": f"新提出 {new} 件，共 {len(rows)} 件待决定", "units": units}
