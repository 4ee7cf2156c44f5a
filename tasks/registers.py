"""The registers of this app: trainings and events, teams and posts, benchmarks, results, columns and practices."""

from tasks.item_names import item_called
from tasks.models import (
    Benchmark,
    CommitteeEvent,
    GoodPractice,
    Mechanism,
    MediaEntry,
    NumericResult,
    ServiceTeam,
    Training,
)
from units.registers.register import Group, Reference, Register

ITEM = Reference(item_called, "照“事项”中的名称填写。")

TRAININGS = Register(
    code="trainings", name="培训", model=Training, group=Group.COMMITTEE, order=10,
    about="培训班、小班制培训，含万名党员进党校。",
    fields=("kind", "title", "audience", "begins_on", "ends_on", "heads", "place", "party_school", "note"),
    columns=("kind", "audience", "begins_on", "heads"),
    filters=("kind", "party_school"),
    flags={"committee": ("只看工委主办", lambda rows: rows.filter(unit__is_committee=True))},
    labels={"unit": "主办单位"},
)  # fmt: skip
EVENTS = Register(
    code="events", name="工委活动", model=CommitteeEvent, group=Group.COMMITTEE, order=20,
    about="推进会、片区座谈、实地观摩、垂管联席会、承办会议、乌蒙先锋讲坛。",
    fields=("kind", "title", "held_on", "place", "district", "heads", "attendees", "outcome", "note"),
    columns=("kind", "held_on", "district", "place", "heads"),
    filters=("kind",),
    committee_only=True,
)  # fmt: skip
TEAMS = Register(
    code="teams", name="先锋服务队", model=ServiceTeam, group=Group.FRONT, order=10,
    about="队员人数、任务和服务的项目。",
    fields=("name", "task", "heads", "begins_on", "ends_on", "item", "results", "note"),
    columns=("task", "heads", "begins_on"),
    references={"item": ITEM},
)  # fmt: skip
MECHANISMS = Register(
    code="mechanisms", name="机制与岗位", model=Mechanism, group=Group.FRONT, order=20,
    about="党员领办、党员导师、示范岗、先锋岗、联络员、专班、双带头人、派驻。",
    fields=("kind", "who", "place", "task", "heads", "begins_on", "ends_on", "item", "note"),
    columns=("kind", "place", "task", "begins_on", "ends_on"),
    filters=("kind",),
    flags={"liaison": ("只看联络员", lambda rows: rows.filter(kind__code="liaison"))},
    references={"item": ITEM},
)  # fmt: skip
BENCHMARKS = Register(
    code="benchmarks", name="对标先进", model=Benchmark, group=Group.COMPARED, order=10,
    about="对标对象、基数、目标和追赶计划。",
    fields=(
        "year", "indicator", "place", "measure", "their_value", "baseline", "target", "value", "plan",
        "until", "note",
    ),
    columns=("year", "place", "measure", "baseline", "target", "value"),
)  # fmt: skip
RESULTS = Register(
    code="results", name="数值成效", model=NumericResult, group=Group.FRONT, order=30,
    about="项目取得的数字；案例数据与党建数据分开。",
    fields=("item", "name", "measure", "baseline", "target", "value", "as_of", "source", "is_case", "note"),
    columns=("item", "value", "measure", "as_of", "is_case"),
    filters=("is_case",),
    links=("item",),
    references={"item": ITEM},
)  # fmt: skip
MEDIA = Register(
    code="media", name="栏目报道", model=MediaEntry, group=Group.HONOUR, order=30,
    about="栏目和媒体刊发的报道，附链接。",
    fields=("title", "channel", "published_on", "link", "note"),
    columns=("channel", "published_on"),
)  # fmt: skip
PRACTICES = Register(
    code="practices", name="先进做法", model=GoodPractice, group=Group.HONOUR, order=20,
    about="可供各单位借鉴的做法，以及借鉴的单位。",
    fields=("title", "summary", "published_on", "source", "note"),
    columns=("published_on", "source"),
)  # fmt: skip

ALL = (TRAININGS, EVENTS, TEAMS, MECHANISMS, BENCHMARKS, RESULTS, MEDIA, PRACTICES)
