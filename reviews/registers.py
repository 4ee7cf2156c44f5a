"""The registers of this app: honours, places in rankings, exchanges of experience, contests."""

from django.core.exceptions import ValidationError

from reviews.honour_export import table_of
from reviews.honour_filter import HonourFilter
from reviews.models import Contest, Exchange, Honour, Ranking
from units.models import PartyOrganisation
from units.names import name_key
from units.registers.register import Group, Reference, Register


def organisation_called(unit, name):
    """Raises ValidationError where the unit has none of this name."""
    own = PartyOrganisation.objects.filter(unit=unit)
    found = next((row for row in own if name_key(row.name) == name_key(name)), None)
    if found is None:
        raise ValidationError(f"{unit.short_name}没有登记“{name}”。")
    return found


HONOURS = Register(
    code="honours", name="荣誉", model=Honour, group=Group.HONOUR, order=10,
    about="荣誉和命名，获得者是单位、党组织或工委，写明有效期。",
    fields=(
        "organisation", "title", "level", "year", "awarded_on", "awarded_by", "document", "valid_until",
        "note",
    ),
    columns=("organisation", "level", "year", "awarded_by", "document", "validity_label"),
    filters=("level",),
    labels={"unit": "获得单位", "validity_label": "有效期至"},
    references={
        "organisation": Reference(organisation_called, "由党支部等获得的填写，单位获得的不填。")
    },
    names={"list": "honours", "new": "honour_new", "entry": "honour", "edit": "honour_edit"},
    filterset=HonourFilter, table=table_of,
)  # fmt: skip
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

ALL = (HONOURS, RANKINGS, EXCHANGES, CONTESTS)
