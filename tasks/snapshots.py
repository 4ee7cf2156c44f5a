"""What a report said at a moment, as plain data with its digest: written once, so that later edits change no history."""

from tasks.contents import FIELDS, Contents
from tasks.entries import value_text
from tasks.models import Activity, MonthlyReport, ReportSnapshot
from zhaotong_portal.digest import digest_of


def content_of(report: MonthlyReport) -> dict:
    """Lines and values as the unit signed them, by their own words: readable without any other row."""
    contents = Contents.of(report)
    lines = [row.line for row in contents.lines]
    values = [
        (cell.indicator, cell.organisation, cell.value) for cell in contents.cells if cell.value
    ]
    content = content_from(report, lines, values)
    for row, said in zip(contents.lines, content["lines"], strict=True):
        if row.attachments:
            said["attachments"] = [[each.name, each.sha256] for each in row.attachments]
    content["activities"] = activities_of(report)
    return content


def activities_of(report: MonthlyReport) -> list[dict]:
    """The month's activities in words."""
    return [
        {
            "held_on": activity.held_on.isoformat(),
            "topic": activity.topic,
            "kinds": [kind.name for kind in activity.kinds.all()],
            "organisations": [each.name for each in activity.organisations.all()],
            "partners": [each.short_name for each in activity.partners.all()],
            "heads": activity.heads,
            "place": activity.place,
            "speaker": activity.speaker,
            "document": activity.document,
        }
        for activity in Activity.objects.filter(unit=report.unit_id)
        .in_month(report.period)
        .prefetch_related("kinds", "organisations", "partners")
    ]


def content_from(report, lines, values) -> dict:
    """The same from rows at hand: lines with their items, and (indicator, organisation or None, value)."""
    return {
        "unit": report.unit.name,
        "period": str(report.period),
        "sent_by": report.sent_by.name if report.sent_by else "",
        "signed_by": report.signed_by.name if report.signed_by else "",
        "signed_at": report.signed_at.isoformat() if report.signed_at else "",
        "lines": [
            {"line": line.pk, "item": line.item.pk, "title": line.item.title,
             "kind": line.item.kind_label, "unchanged": line.unchanged}
            | {name: getattr(line, name) for name in FIELDS}
            for line in lines
        ],
        "values": [
            {
                "indicator": indicator.code,
                "name": indicator.name,
                "quantity": indicator.get_quantity_display(),
                "organisation": organisation.name if organisation else "",
                "state": value.state,
                "value": value_text(value),
                "reason": value.reason,
            }
            for indicator, organisation, value in values
        ],
    }  # fmt: skip


def keep_snapshot(report: MonthlyReport, content: dict) -> ReportSnapshot:
    return ReportSnapshot.objects.create(
        report=report,
        round_number=report.round_number,
        content=content,
        sha256=digest_of(content),
    )
