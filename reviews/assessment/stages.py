"""The stages of one unit's year as steps: what was done when, where it stands now, what is still to come."""

from dataclasses import dataclass
from datetime import datetime

from reviews.models import AssessmentState, SelfReportState

State = AssessmentState
DONE, NOW, AHEAD = "done", "now", "ahead"
STANDING = {DONE: "已完成", NOW: "目前", AHEAD: "未到"}


@dataclass(frozen=True)
class Stage:
    label: str
    standing: str
    at: datetime | None = None

    @property
    def standing_label(self):
        return STANDING[self.standing]


def stages_of(assessment, report, shows_decision) -> list[Stage]:
    """By what was done, not by the state alone: the sheet of feedback may go out before a late self-report is accepted."""
    accepted = report if report and report.state == SelfReportState.ACCEPTED else None
    decided = assessment.state in (State.DECIDED, State.PUBLISHED)
    decided_at = assessment.decision.decided_at if decided and shows_decision else None
    steps = [
        ("述职", accepted is not None, accepted and accepted.checked_at),
        ("反馈", assessment.fed_back_at is not None, assessment.fed_back_at),
        ("定等次", decided, decided_at),
        ("公布", assessment.state == State.PUBLISHED, assessment.published_at),
    ]
    open_steps = [label for label, done, _ in steps if not done]
    return [
        Stage(label, DONE if done else NOW if label == open_steps[0] else AHEAD, at)
        for label, done, at in steps
    ]
