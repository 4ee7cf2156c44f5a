"""“同话改革、共促发展”联学: 128 in 2025, each entered by one unit with its partners and counted once; fewer in the years before."""

from datetime import date, timedelta

from tasks.models import Activity, ActivityKind
from zhaotong_portal.workdays import is_workday

A_YEAR = {2023: 57, 2024: 91, 2025: 128}
USUAL = 128
THEMES = ("跨部门联学", "跨领域联学", "跨支部联学")


def create_joint_studies(rng, people, units, first_year, today):
    kind = ActivityKind.objects.get(code="joint_study")
    held, guests = [], []
    for year in range(first_year, today.year + 1):
        for number in range(A_YEAR.get(year, USUAL) * len(units) // 84):
            day = _workday(date(year, 1, 8) + timedelta(days=rng.randrange(340)))
            if day >= today:
                continue
            host, *partners = rng.sample(units, min(len(units), rng.choice((2, 2, 3))))
            held.append(
                Activity(
                    unit=host, held_on=day, topic=f"“同话改革、共促发展”{THEMES[number % 3]}（演示）",
                    heads=rng.randint(18, 60), form="collective", entered_by=people.officers[host.pk],
                )
            )  # fmt: skip
            guests.append(partners)
    Activity.objects.bulk_create(held, batch_size=500)
    Activity.kinds.through.objects.bulk_create(
        Activity.kinds.through(activity=activity, activitykind=kind) for activity in held
    )
    Activity.partners.through.objects.bulk_create(
        Activity.partners.through(activity=activity, unit=unit)
        for activity, partners in zip(held, guests, strict=True)
        for unit in partners
    )


def _workday(day):
    while not is_workday(day):
        day += timedelta(days=1)
    return day
