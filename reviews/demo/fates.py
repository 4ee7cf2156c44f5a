"""What happened to each unit's report in each month: on time, late, returned once, missing, exempt."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tasks.clock import clock_of

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
            late = 0.3 if unit.pk in tardy else 0.1 if bad_month else 0.04
            fates[unit.pk, period] = _draw(rng, clock, late).as_of(now)
    return fates


def _draw(rng, clock, late):
    luck = rng.random()
    if luck < 0.004:
        return Fate(EXEMPT)
    if luck < 0.004 + late / 5:
        return Fate(MISSING)
    if luck < 0.004 + late * 1.2:
        signed = clock.due_at + timedelta(hours=rng.randint(2, 44))
        return _reviewed(rng, LATE, signed, clock)
    early = rng.random() < 0.35
    hours = rng.randint(200, 400) if early else rng.randint(1, 150)
    signed = clock.due_at - timedelta(hours=hours, minutes=rng.randint(0, 59))
    return _reviewed(rng, ON_TIME, signed, clock)


def _reviewed(rng, kind, signed, clock):
    decided = signed + timedelta(hours=rng.randint(5, 60))
    if rng.random() < 0.07:
        again = decided + timedelta(hours=rng.randint(3, 40))
        accepted = min(
            again + timedelta(hours=rng.randint(4, 30)), clock.lock_at - timedelta(hours=1)
        )
        return Fate(kind, signed, decided, again, max(accepted, again + timedelta(minutes=30)))
    return Fate(kind, signed, accepted_at=min(decided, clock.lock_at - timedelta(hours=1)))
