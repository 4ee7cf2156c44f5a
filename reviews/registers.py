"""The registers of this app: places in rankings, exchanges of experience, contests."""

from reviews.models import Contest, Exchange, Ranking
from units.registers.register import Group, Register

RANKINGS = Register(
    code="rankings", name="排名进位", model=Ranking, group=Group.COMPARED, order=20,
    about="上年名次、本年名次和依据文件；进位由平台算出。",
    fields=("year", "indicator", "ranking_list", "level", "last_place", "this_place", "document", "note"),
    columns=("year", "ranking_list", "last_place", "this_place", "move_label"),
    filters=("level",),
    flags={"advanced": ("只看进位", lambda rows: rows.advanced())},
    labels={"move_label": "进退"},
)  # fmt: skip
EXCHANGES = Register(
    code="exchanges", name="经验交流", model=Exchange, group=Group.COMPARED, order=30,
    about="在全国、全省会议上交流的工作，附佐证。",
    fields=("title", "meeting", "level", "form", "held_on", "proof", "note"),
    columns=("meeting", "level", "form", "held_on"),
    filters=("level", "form"),
)  # fmt: skip
CONTESTS = Register(
    code="contests", name="擂台比拼", model=Contest, group=Group.COMPARED, order=40,
    about="每年的参评材料和结果。",
    fields=("year", "title", "result", "document", "evidence", "note"),
    columns=("year", "result", "document"),
)  # fmt: skip

ALL = (RANKINGS, EXCHANGES, CONTESTS)
