"""What the unit whose accounts a newcomer tries first has entered this month: two meetings, by the real functions."""

from django.utils import timezone

from tasks.activities import enter
from tasks.models import ActivityKind
from zhaotong_portal.workdays import nth_workday

# Kinds, topic, heads, who holds it (the first so many organisations), form.
HELD = (
    (
        ("centre_group", "special_lecture"),
        "党组理论学习中心组集中学习（演示）",
        18,
        0,
        "collective",
    ),
    (("first_topic", "warning_education"), "学习条例、观看警示教育片（演示）", 46, 2, "branch"),
)


def enter_activities(report, officer):
    """Dated on the month's first working day, or today when that is still to come."""
    day = min(nth_workday(report.period, 1), timezone.localdate())
    kinds = dict(ActivityKind.objects.values_list("code", "pk"))
    organisations = list(
        report.unit.organisations.active_in(report.period).values_list("pk", flat=True)
    )
    for codes, topic, heads, holders, form in HELD:
        enter(report, officer, {
            "held_on": day.isoformat(), "topic": topic, "heads": str(heads), "form": form,
            "kinds": [kinds[code] for code in codes], "organisations": organisations[:holders],
        })  # fmt: skip
