"""What a unit's next officer or secretary must know of its findings and rating points (units/handover_pack.py)."""

from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone

from reviews.models import Finding, RatingPoint
from units.handover_pack import Section
from zhaotong_portal.wording import NOTHING, full_day_text, people_text


def findings(unit, role, day):
    """Open ones that the unit was told of."""
    found = Finding.objects.filter(unit=unit).open().told().leading()
    rows = tuple(
        (
            finding.title,
            f"{finding.get_source_display()}\n{full_day_text(finding.found_on)}",
            finding.get_state_display(),
            _due(finding),
            people_text(finding.people, 50),
        )
        for finding in found.order_by("due_on", "pk")
    )
    head = ("问题", "来源", "状态", "整改时限", "责任人")
    yield Section("整改中的问题", head, rows, (32, 20, 12, 20, 16))


def _due(finding):
    if finding.due_on is None:
        return NOTHING
    late = f"\n已逾期 {finding.overdue_days} 天" if finding.overdue_days else ""
    return full_day_text(finding.due_on) + late


def rating_points(unit, role, day):
    """Codes in use and where their posters hang."""
    points = RatingPoint.objects.filter(unit=unit).live().order_by("name", "pk")
    rows = tuple(
        (
            point.name or "单位本身",
            full_day_text(timezone.localdate(point.issued_at)),
            urljoin(settings.PORTAL_PUBLIC_URL, point.get_absolute_url()),
        )
        for point in points
    )
    note = "海报贴在下列窗口，可在“评议”中重新打印。" if rows else ""
    yield Section("评议码和海报", ("窗口", "启用日期", "网址"), rows, (30, 22, 48), note)
