"""The kinds of checklist, each a declaration: what its columns feed and what a row cannot do without.

A field takes the first column whose family (`families.py`) stands first in its list. Families are
listed from the most telling to the weakest: 服务内容 is the item where no column is called 事项.
"""

from dataclasses import dataclass, field

UNIT_FAMILIES = ("unit.lead", "unit")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record; `reader` names how its cell is read (`records.py`)."""

    name: str
    label: str
    families: tuple[str, ...]
    reader: str = "line"


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    label: str
    title: Field
    fields: tuple[Field, ...]
    named_by: str  # words in titles, names of sheets and files that tell the kind
    shown_by: dict[str, int] = field(
        default_factory=dict
    )  # families of columns that tell it, with their weight
    needs_unit: bool = True
    has_category: bool = False
    has_lead: bool = False

    def field_named(self, name):
        return next((f for f in (self.title, *self.fields) if f.name == name), None)


UNIT = Field("unit", "责任单位", UNIT_FAMILIES, "unit")
CO_UNITS = Field("co_units", "协同单位", ("co_units",), "co_units")
PEOPLE = Field("people", "责任人", ("people", "people.lead", "people.branch", "leader"), "people")
DEADLINE = Field("deadline", "完成时限", ("deadline", "deadline.loose"), "deadline")
PROGRESS = Field("progress", "完成进度", ("progress", "progress.text"), "percent")
PROGRESS_TEXT = Field("progress_text", "进展情况", ("progress.text",), "paragraph")
DIFFICULTY = Field("difficulty", "存在困难", ("difficulty", "title.problem"), "paragraph")
CONTACT = Field("contact", "联系人", ("contact",))
PHONE = Field("phone", "联系电话", ("phone",))
OFFICE = Field("office", "责任科室", ("office",))
LEADER = Field("leader", "责任领导", ("leader",), "people")
NOTES = Field("notes", "备注", ("notes",), "paragraph")
TARGET = Field("target", "目标", ("target",), "paragraph")
RESULT = Field("result", "成效", ("result",), "paragraph")
ROW_KEY = Field("row_key", "行标识", ("row_key",))
COMMON = (ROW_KEY, LEADER, OFFICE, CONTACT, PHONE, DIFFICULTY, RESULT, NOTES)

SERVICE_ITEM = Kind(
    "service_item",
    "三服务清单",
    Field(
        "title",
        "服务事项",
        (
            "title.service",
            "title.item",
            "title.key",
            "title.task",
            "title.project",
            "title.target",
            "title.service_content",
            "title.content",
            "title.name",
        ),
    ),
    (
        UNIT,
        CO_UNITS,
        Field("category", "服务类别", ("category",), "category"),
        PEOPLE,
        DEADLINE,
        PROGRESS,
        PROGRESS_TEXT,
        Field(
            "measures",
            "具体措施",
            ("measures", "requirements", "title.service_content", "title.content"),
            "paragraph",
        ),
        TARGET,
        Field("beneficiary", "服务对象", ("beneficiary",)),
        Field("livelihood_ten", "十件民生实事", ("livelihood_ten",), "flag"),
        Field("enterprise_ten", "十件惠企实事", ("enterprise_ten",), "flag"),
        *COMMON,
    ),
    named_by=r"三服务|服务(基层|群众|企业)|服务清单|服务事项",
    shown_by={
        "title.service": 2,
        "title.service_content": 2,
        "category": 2,
        "category.named": 4,
        "beneficiary": 1,
        "livelihood_ten": 2,
        "enterprise_ten": 2,
    },
    has_category=True,
)

LED_PROJECT = Kind(
    "led_project",
    "领办引办项目",
    Field(
        "title",
        "项目名称",
        (
            "title.project",
            "title.key",
            "title.item",
            "title.service",
            "title.task",
            "title.target",
            "title.service_content",
            "title.content",
            "title.name",
        ),
    ),
    (
        UNIT,
        CO_UNITS,
        Field("people", "领办人", ("people.lead", "people.branch", "people", "leader"), "people"),
        DEADLINE,
        PROGRESS,
        PROGRESS_TEXT,
        Field("lead", "领办方式", ("lead", "category"), "lead"),
        Field("branch", "支部", ("branch",)),
        TARGET,
        Field(
            "measures",
            "推进举措",
            ("measures", "requirements", "title.service_content", "title.content"),
            "paragraph",
        ),
        *COMMON,
    ),
    named_by=r"领办|引办",
    shown_by={"people.lead": 3, "people.branch": 2, "branch": 2, "title.project": 1, "lead": 3},
    has_lead=True,
)

KEY_TASK = Kind(
    "key_task",
    "重点任务",
    Field(
        "title",
        "重点任务",
        (
            "title.key",
            "title.task",
            "title.item",
            "title.target",
            "title.project",
            "title.service",
            "title.service_content",
            "title.content",
            "title.name",
        ),
    ),
    (
        UNIT,
        CO_UNITS,
        PEOPLE,
        DEADLINE,
        PROGRESS,
        PROGRESS_TEXT,
        Field(
            "requirements",
            "内容及要求",
            ("requirements", "title.service_content", "title.content"),
            "paragraph",
        ),
        Field("measures", "措施", ("measures",), "paragraph"),
        TARGET,
        *COMMON,
    ),
    named_by=r"重点任务|任务(清单|分解|分工)|工作要点",
    shown_by={"title.key": 2, "requirements": 1, "co_units": 1, "unit.lead": 1, "title.task": 1},
)

FINDING = Kind(
    "finding",
    "问题台账",
    Field(
        "title",
        "存在问题",
        (
            "title.problem",
            "difficulty",
            "title.item",
            "title.service_content",
            "title.content",
            "title.task",
            "title.name",
        ),
    ),
    (
        UNIT,
        CO_UNITS,
        PEOPLE,
        DEADLINE,
        Field("source", "问题来源", ("source",)),
        Field("measures", "整改措施", ("measures", "requirements"), "paragraph"),
        Field("result", "整改情况", ("result", "progress.text", "progress"), "paragraph"),
        Field("closed", "是否销号", ("closed",), "flag"),
        *(f for f in COMMON if f not in (RESULT, DIFFICULTY)),
    ),
    named_by=r"问题.*(整改|台账|清单)|整改(台账|清单)|问题台账|督查.*问题",
    shown_by={"source": 2, "closed": 2, "result": 1, "problem.kind": 2},
)

PROGRESS_REPORT = Kind(
    "progress",
    "月度进展",
    Field(
        "title",
        "工作事项",
        (
            "title.item",
            "title.service",
            "title.key",
            "title.task",
            "title.project",
            "title.target",
            "title.name",
            "title.service_content",
            "title.content",
        ),
    ),
    (
        UNIT,
        CO_UNITS,
        PROGRESS,
        PROGRESS_TEXT,
        Field("next_steps", "下步打算", ("next_steps",), "paragraph"),
        *COMMON,
    ),
    named_by=r"月度.*(进展|进度)|月(份)?.{0,6}进展|进展情况(统计)?表|月报|进度(统计)?表",
    shown_by={"progress.text": 1, "progress": 1, "next_steps": 1},
)

UNITS = Kind(
    "units",
    "单位名录",
    Field("title", "单位全称", ("units.name", "unit", "plain.name", "title.name")),
    (
        Field("short_name", "单位简称", ("units.short",)),
        Field("aliases", "别称", ("units.alias",), "names"),
        Field("unit_kind", "单位类型", ("units.kind", "plain.kind", "category")),
        Field("district", "片区", ("district",)),
        Field("order", "排序", ("order", "serial"), "count"),
        Field("code", "单位代码", ("code",)),
        ROW_KEY,
        NOTES,
    ),
    named_by=r"单位(名录|名单|名册|一览|信息)|units",
    shown_by={
        "units.name": 3,
        "units.short": 3,
        "units.alias": 3,
        "units.kind": 2,
        "district": 2,
        "code": 1,
        "plain.name": 1,
    },
    needs_unit=False,
)

PEOPLE_LIST = Kind(
    "people",
    "人员名册",
    Field("title", "姓名", ("person.name", "plain.name", "people")),
    (
        UNIT,
        Field("username", "账号", ("username",)),
        Field("role", "角色", ("role",)),
        Field("phone", "联系电话", ("phone",)),
        Field("email", "电子邮箱", ("email",)),
        Field("post", "职务", ("post",)),
        ROW_KEY,
        NOTES,
    ),
    named_by=r"人员(名册|名单|信息|账号)|账号|通讯录|people",
    shown_by={"person.name": 3, "username": 3, "role": 2, "post": 1, "email": 1},
)

KINDS = {
    k.code: k
    for k in (SERVICE_ITEM, LED_PROJECT, KEY_TASK, FINDING, PROGRESS_REPORT, UNITS, PEOPLE_LIST)
}


def register(kind):
    """Add a kind that an app brings (an organisation, an honour); the reader then detects it like its own."""
    KINDS[kind.code] = kind
    return kind
