"""The list of items as the ledgers that offices keep, in the words that the import understands.

A ledger is of one kind and one year. A page that shows several goes out as a workbook with a sheet for each; each says
in sight which list it is, and each row by its key which item, so that it comes in again as what it is.
"""

from django.conf import settings
from django.db.models import Case, Count, F, Max, Min, Value, When
from django.utils import timezone

from tasks.models import Category, ItemKind, ItemState, Lead, Light
from zhaotong_portal.excel.template_mark import mark_line
from zhaotong_portal.exports.tables import Part, Table, share, streamed
from zhaotong_portal.wording import deadline_cell

NAMES = {
    ItemKind.SERVICE_ITEM: "三服务清单",
    ItemKind.LED_PROJECT: "领办引办项目",
    ItemKind.KEY_TASK: "重点任务",
    ItemKind.EXTRA_LIST: "其他清单",
}


def _standing(item, as_of):
    """What every ledger ends with: how far the item is, on the day `as_of`."""
    return (
        deadline_cell(item.deadline, item.deadline_kind),
        item.first_deadline,
        share(item.month_percent),
        Light(item.month_light).label,
        ItemState(item.month_state).label,
        (as_of - item.deadline).days if item.month_overdue else None,
        item.state_reason,
        item.label,
        str(item.row_key),
    )  # fmt: skip


STANDING = (
    "完成时限",
    "最初时限",
    "完成进度",
    "进度灯",
    "状态",
    "逾期天数",
    "状态说明",
    "清单标签",
    "行标识",
)


def _people(item):
    return "、".join(item.people), "、".join(unit.short_name for unit in item.co_units.all())


def _service(item):
    tens = ("是" if flag else None for flag in (item.livelihood_ten, item.enterprise_ten))
    category = Category(item.category).label if item.category else None
    return (category, item.title, item.beneficiary, item.measures, item.carrier, item.path, item.target, *tens)  # fmt: skip


def _led(item):
    lead = Lead(item.lead).label if item.lead else None
    return (lead, item.title, item.branch, item.measures, item.carrier, item.path, item.target)


def _key(item):
    return (item.title, item.measures, item.carrier, item.path, item.target)


LEDGERS = {
    ItemKind.SERVICE_ITEM: (
        ("服务类别", "服务事项", "服务对象", "具体措施", "载体", "路径", "目标", "十件民生实事", "十件惠企实事"),
        ("责任人", "协同单位"), _service,
    ),
    ItemKind.LED_PROJECT: (
        ("领办方式", "项目名称", "支部", "推进举措", "载体", "路径", "目标"), ("领办人", "协同单位"), _led,
    ),
    ItemKind.KEY_TASK: (
        ("重点任务", "内容及要求", "载体", "路径", "目标"), ("责任人", "协同单位"), _key,
    ),
    ItemKind.EXTRA_LIST: (("事项", "具体措施", "载体", "路径", "目标"), ("责任人", "协同单位"), _key),
}  # fmt: skip


# Each further list is a ledger of its own; the lists of other kinds are told apart by a column.
_NAME_OF_LIST = Case(When(kind=ItemKind.EXTRA_LIST, then=F("label")), default=Value(""))


def header_of(kind):
    own, people, _ = LEDGERS[kind]
    return ("序号", "责任单位", *own, *people, *STANDING)


def rows_of(kind, items, as_of):
    """One row an item as it stood on the day `as_of`; two queries for each portion of the rows."""
    own = LEDGERS[kind][2]
    found = items.select_related("unit").prefetch_related("co_units")
    for number, item in enumerate(streamed(found), 1):
        yield (number, item.unit.name, *own(item), *_people(item), *_standing(item, as_of))


def table_of(items, as_of, *, owner="", kind=None, chips=()):
    """The page's items. `owner`: whose ledger it is, the committee's when left out; `kind`: for an empty list."""
    lists = items.order_by().annotate(name=_NAME_OF_LIST).values_list("kind", "year", "name")
    counts = lists.annotate(n=Count("pk"), first=Min("label"), last=Max("label"))
    order = list(NAMES)
    found = sorted(counts, key=lambda row: (order.index(row[0]), -row[1], row[2]))
    owner = owner or settings.LEDGER_OWNER
    parts = [_part(items, as_of, owner, *each) for each in found] or [_nothing(kind or order[0])]
    title = parts[0].title if len(parts) == 1 else f"{owner}事项台账"
    return Table("items", title, parts, chips)


def _part(items, as_of, owner, kind, year, name, count, first, last):
    kind = ItemKind(kind)
    rows = items.filter(kind=kind, year=year, **({"label": name} if name else {}))
    label = first if first == last else ""
    return Part(
        f"{name or NAMES[kind]}{year}",
        header_of(kind),
        lambda: rows_of(kind, rows, as_of),
        count,
        f"{year}年{owner}{NAMES[kind]}台账{f'（{label}）' if label else ''}",
        mark_line(kind.value, timezone.localdate(), year=year, label=label),
        beside_the_print=1,
    )


def _nothing(kind):
    kind = ItemKind(kind)
    return Part(NAMES[kind], header_of(kind), list, 0, f"{NAMES[kind]}台账")
