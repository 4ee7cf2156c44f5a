"""Objects of the registers, the duty lists and the interviews for the walk over every address (tests/addresses.py)."""

from datetime import date

from django.utils import timezone

from reviews.models import Exchange, Interview, ResultUse
from tasks.models import Duty, DutyTemplate, GoodPractice


def registers_of(unit, period, staff):
    """One of each with this unit."""
    exchange = Exchange.objects.create(
        unit=unit, title=f"{unit.short_name}经验", meeting="全省现场会", level="provincial", form="speech",
        held_on=date(period.year, 2, 1), proof="会议议程",
    )  # fmt: skip
    template = DutyTemplate.objects.create(
        year=period.year, layer="unit", unit=unit, sort="main", title="研究党建工作", standard="每季度一次。",
        time_limit="每季度末",
    )  # fmt: skip
    duty = Duty.objects.create(
        unit=unit, year=period.year, sort="main", title_key=template.title_key, template=template,
        changed_at=timezone.now(),
    )  # fmt: skip
    interview = Interview.objects.create(
        unit=unit, year=period.year, secretary="王示例", held_on=date(period.year, 1, 15), notice="请准备。"
    )  # fmt: skip
    use = ResultUse.objects.create(
        unit=unit, year=period.year, grade="好", kind="honouring", detail="推荐先进。",
        used_on=date(period.year, 1, 20), entered_by=staff,
    )  # fmt: skip
    practice = GoodPractice.objects.create(
        unit=unit, title="窗口延时服务", summary="延时办理。", published_on=date(period.year, 1, 10)
    )
    return {
        "practice": practice,
        "exchange": exchange,
        "duty": duty,
        "duty_template": template,
        "interview": interview,
        "result_use": use,
    }


# What an address needs, by the word in the second column of docs/rights.md.
OBJECTS = {
    "unit_year": lambda world, whose: [world.get("unit", whose).pk, world.period.year],
    "register": lambda world, whose: ["exchanges"],
    "entry": lambda world, whose: ["exchanges", world.get("exchange", whose).pk],
    **{
        kind: (lambda world, whose, kind=kind: [world.get(kind, whose).pk])
        for kind in ("duty", "duty_template", "interview", "practice", "result_use")
    },
}
