"""What the figures of the committee count of this app's registers (glossary §4, features.md §11)."""

from tasks.models import EventKind, TrainingKind
from tasks.registers import EVENTS, MECHANISMS, TEAMS, TRAININGS
from units.registers.figures import RegisterFigure

ALL = (
    RegisterFigure(
        "training_class", "培训班", TRAININGS,
        {"kind": TrainingKind.CLASS, "unit__is_committee": True}, {"kind": "class", "committee": 1},
    ),
    RegisterFigure(
        "small_training", "小班制培训", TRAININGS,
        {"kind": TrainingKind.SMALL, "unit__is_committee": True}, {"kind": "small", "committee": 1},
    ),
    RegisterFigure("forum", "乌蒙先锋讲坛", EVENTS, {"kind": EventKind.FORUM}, {"kind": "forum"}),
    RegisterFigure(
        "advance_meetings", "模范机关建设推进会", EVENTS, {"kind": EventKind.ADVANCE}, {"kind": "advance"}
    ),
    RegisterFigure("hosted_meetings", "承办会议", EVENTS, {"kind": EventKind.HOSTED}, {"kind": "hosted"}),
    RegisterFigure("service_teams", "先锋服务队", TEAMS),
    RegisterFigure("liaisons", "公立医院党建联络员", MECHANISMS, {"kind__code": "liaison"}, {"liaison": 1}),
)  # fmt: skip
