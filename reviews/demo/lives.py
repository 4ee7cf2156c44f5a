"""How an item goes from its first month to its last: steady, late, or stuck for a while."""

from dataclasses import dataclass

from tasks.models import DeadlineKind, ItemState, Light
from zhaotong_portal.period import Period

TEXTS = (
    "本月开展走访{n}次，收集诉求{m}条，已办结{k}条。",
    "完成第{n}批次任务，累计服务{m}人次。",
    "召开推进会{k}次，明确责任分工，各项工作按计划进行。",
    "组织党员干部下沉一线{n}人次，协调解决具体问题{k}个。",
    "已覆盖{n}个点位，群众反映良好，后续按月跟踪。",
)
REASONS = (
    "涉及单位较多，协调时间比预计长，已请牵头领导会商。",
    "受汛期天气影响，现场工作推迟，下月补齐。",
    "资金拨付手续尚在办理，预计下月到位。",
    "承办人员调整，交接期间进度放缓。",
)
DONE_TEXT = "任务已全部完成，资料已归档。"


@dataclass(frozen=True)
class Step:
    """What one signed line of the item says."""

    percent: int
    light: str
    text: str
    reason: str
    claims_done: bool
    unchanged: bool


CLAIMED = Step(100, Light.ON_TRACK, DONE_TEXT, "", True, True)
STEP_FIELDS = (
    "percent", "light", "text", "reason", "claims_done", "unchanged", "edited_at", "edited_by", "version",
)  # fmt: skip


def write_step(line, step, at, officer):
    """Put a step into a line, as the officer typed it at that moment."""
    line.percent, line.light, line.text, line.reason = (
        step.percent,
        step.light,
        step.text,
        step.reason,
    )
    line.claims_done, line.unchanged = step.claims_done, step.unchanged
    line.edited_at, line.edited_by, line.version = at, officer, 1


class Life:
    """The walk of one item; `advance` is called once for every month whose report was signed."""

    def __init__(self, rng, plan, final_year):
        self.rng, self.item, self.starts = rng, plan.item, plan.starts
        # Units judge their own progress differently: some cautiously, some boldly.
        self.temper = rng.uniform(0.6, 1.02)
        self.percent, self.state, self.light = 0, ItemState.NOT_STARTED, Light.ON_TRACK
        self.closed_in = None
        self.last = None
        dated = self.item.deadline_kind == DeadlineKind.DATE
        december = Period(self.item.year, 12)
        self.due = min(Period.of(self.item.deadline), december) if dated else december
        self.due = max(self.due, self.starts)
        luck = rng.random()
        self.delay = 0 if luck < 0.9 or not dated else 1 if luck < 0.95 else 2
        # In the running year a few items are stuck and stay overdue; earlier years were all brought to an end.
        self.stuck = dated and self.item.year == final_year and luck > 0.965
        self.must_end = december if self.item.year < final_year else None

    @property
    def is_reporting(self):
        return self.closed_in is None

    @property
    def done_month(self):
        month = self.due.shift(self.delay)
        return month if self.must_end is None else min(month, self.must_end)

    def advance(self, period):
        """The line of this month; closes the item when it claims to be done."""
        done = (period >= self.done_month and not self.stuck) or period == self.must_end
        if done:
            self.percent, self.light = 100, Light.ON_TRACK
            self.state = ItemState.REPORTED_DONE
            self.closed_in = period
            return Step(100, Light.ON_TRACK, DONE_TEXT, "", True, False)
        self.percent = max(self.percent, min(95, self._expected(period)))
        self.light, reason = self._light(period)
        self.state = ItemState.UNDER_WAY if self.percent else ItemState.NOT_STARTED
        unchanged = (
            self.last is not None
            and self.percent == self.last.percent
            and self.light == self.last.light
        )
        text = self.last.text if unchanged else self._text()
        self.last = Step(
            self.percent,
            self.light,
            text,
            self.last.reason if unchanged else reason,
            False,
            unchanged,
        )
        return self.last

    def _expected(self, period):
        length = _distance(self.starts, self.done_month) + 1
        share = (
            (_distance(self.starts, period) + 1) / length * (0.55 if self.stuck else self.temper)
        )
        wobble = self.rng.choice((-0.12, -0.05, 0, 0, 0.04))
        return max(0, round((share + wobble) * 100 / 5) * 5)

    def _light(self, period):
        if period > self.due and self.item.deadline_kind == DeadlineKind.DATE:
            return Light.BEHIND, self.rng.choice(REASONS)
        near_a_late_end = (self.delay or self.stuck) and period >= self.due.shift(-1)
        if near_a_late_end or self.rng.random() < 0.03:
            return Light.AT_RISK, self.rng.choice(REASONS)
        return Light.ON_TRACK, ""

    def _text(self):
        rng = self.rng
        return rng.choice(TEXTS).format(
            n=rng.randint(2, 12), m=rng.randint(15, 320), k=rng.randint(1, 6)
        )


def _distance(first, last):
    return (last.year - first.year) * 12 + last.month - first.month
