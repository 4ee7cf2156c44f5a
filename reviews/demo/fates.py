"""What happened to each unit's report in each month: on time, late, returned once, missing, exempt."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from tasks.clock import clock_of
from zhaotong_portal.workdays import add_workdays, is_workday, moment

ON_TIME, LATE, MISSING, EXEMPT = "on_time", "late", "missing", "exempt"


@dataclass(frozen=True)
class Fate:
    """`signed_at` and `accepted_at` are moments; both None when nothing was signed. `returned` adds a round."""

    kind: str
    signed_at: datetime | None = None
    returned_at: datetime | None = None
    signed_again_at: datetime | None = None
    accepted_at: datetime | None = None

    @property
    def signed(self):
        return self.signed_at is not None

    def as_of(self, now):
        """What of it has happened by `now`: a month that is not locked yet still waits for some."""
        if not self.signed or self.signed_at > now:
            return Fate(MISSING if self.kind != EXEMPT else EXEMPT)
        if self.accepted_at > now:
            return Fate(self.kind, self.signed_at)
        return self


def draw_fates(rng, units, periods, now):
    """{(unit pk, period): Fate}. A few units are often late; a bad month now and then hits more of them."""
    tardy = {unit.pk for unit in rng.sample(units, max(1, len(units) // 12))}
    fates = {}
    for period in periods:
        clock = clock_of(period)
        bad_month = rng.random() < 0.12
        for unit in units:
            late = 0.3 if unit.pk in tardy else 0.14 if bad_month else 0.06
            fates[unit.pk, period] = _draw(rng, clock, late).as_of(now)
    return fates


def _draw(rng, clock, late):
    luck = rng.random()
    if luck < 0.004:
        return Fate(EXEMPT)
    if luck < 0.004 + late / 5:
        return Fate(MISSING)
    if luck < 0.004 + late * 1.2:
        late_by = 1 if rng.random() < 0.7 else 2
        signed = office_hours(rng, add_workdays(timezone.localdate(clock.due_at), late_by))
        return _reviewed(rng, LATE, signed, clock)
    days = rng.randint(9, 18) if rng.random() < 0.35 else rng.randint(1, 8)
    day = workday_before(timezone.localdate(clock.due_at) - timedelta(days=days))
    return _reviewed(rng, ON_TIME, office_hours(rng, day), clock)


def _reviewed(rng, kind, signed, clock):
    decided = office_hours(rng, add_workdays(timezone.localdate(signed), rng.choice((1, 1, 2, 3))))
    if rng.random() < 0.07:
        again = office_hours(rng, add_workdays(timezone.localdate(decided), 1))
        accepted = office_hours(rng, add_workdays(timezone.localdate(again), 1))
        return Fate(kind, signed, decided, again, accepted)
    return Fate(kind, signed, accepted_at=decided)


def office_hours(rng, day):
    """Some moment of a working day on which people are at their desks."""
    return moment(day) + timedelta(
        hours=rng.choice((9, 10, 11, 14, 15, 16)), minutes=rng.randint(0, 59)
    )


def workday_before(day):
    """The day itself or the last working day before it."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day
