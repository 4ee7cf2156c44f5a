"""基层党组织: the tree of a unit as rows with their depth, and the list over all units."""

import django_filters
from django.db.models import Q
from django.utils import timezone

from units.ledger.filters import LedgerFilter
from units.ledger.ledger import Column, Ledger
from units.models import OrganisationKind, PartyOrganisation
from zhaotong_portal.wording import full_day_text

ALIVE, DISSOLVED = "alive", "dissolved"
WINDOW, FRONT = "window", "front"


class OrganisationFilter(LedgerFilter):
    model = PartyOrganisation
    texts = ("name",)
    kind = django_filters.ChoiceFilter(
        label="类别", choices=OrganisationKind.choices, empty_label="全部"
    )
    mark = django_filters.ChoiceFilter(
        label="标记", choices=[(WINDOW, "窗口党支部"), (FRONT, "项目一线党支部")], method="by_mark", empty_label="全部"
    )  # fmt: skip
    standing = django_filters.ChoiceFilter(
        label="状态", choices=[(ALIVE, "现有"), (DISSOLVED, "已撤销")], method="by_standing", empty_label="全部"
    )  # fmt: skip

    def by_mark(self, queryset, name, value):
        wanted = {WINDOW: Q(is_service_window=True), FRONT: Q(is_project_front=True)}
        return queryset.filter(wanted[value])

    def by_standing(self, queryset, name, value):
        now = queryset.alive()
        return now if value == ALIVE else queryset.filter(dissolved_on__lte=timezone.localdate())


def marks_text(row):
    marks = (("窗口", row.is_service_window), ("项目一线", row.is_project_front))
    return "、".join(label for label, on in marks if on)


def standing_badge(row):
    if row.dissolved_on and row.dissolved_on <= timezone.localdate():
        word = "已合并" if row.merged_into_id else "已撤销"
        return {"label": word, "tone": "neutral"}
    if row.founded_on and row.founded_on > timezone.localdate():
        return {"label": "未成立", "tone": "neutral"}
    return {"label": "现有", "tone": "good"}


LEDGER = Ledger(
    code="organisations",
    name="基层党组织",
    one="organisation",
    many="organisations",
    model=PartyOrganisation,
    filter=OrganisationFilter,
    measure="个",
    note="机关党委、党总支、党支部；党组不是基层党组织，不在其中。",
    empty="由管理员导入名册，或申请新建后会出现在这里。",
    # The words of the register that the import reads (units/imports/organisation_rows.py): what goes out comes in again.
    columns=(
        Column("党组织名称", lambda row: row.name, note=marks_text),
        Column("类别", lambda row: row.get_kind_display()),
        Column("上级党组织", lambda row: row.parent.name if row.parent_id else ""),
        Column("窗口党支部", lambda row: "是" if row.is_service_window else "否", more=True),
        Column("项目一线党支部", lambda row: "是" if row.is_project_front else "否", more=True),
        Column("成立日期", lambda row: full_day_text(row.founded_on), value=lambda row: row.founded_on, sort="founded"),
        Column("状态", lambda row: standing_badge(row)["label"], badge=standing_badge, screen=True),
        Column("撤销日期", lambda row: full_day_text(row.dissolved_on), value=lambda row: row.dissolved_on, more=True),
        Column("排序", lambda row: row.order, more=True),
    ),
    sorts={
        "unit": ("unit__protocol_order", "order"),
        "founded": ("founded_on",),
        "-founded": ("-founded_on",),
    },
)  # fmt: skip


def tree_of(organisations) -> list[tuple[int, PartyOrganisation]]:
    """(depth, organisation) of one unit from the top down; one whose parent is not among them stands on top."""
    rows = list(organisations)
    there = {row.pk for row in rows}
    below = {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in there else None, []).append(row)
    found, stack = [], [(0, row) for row in reversed(below.get(None, []))]
    seen = set()
    while stack:
        depth, row = stack.pop()
        if row.pk in seen:
            continue
        seen.add(row.pk)
        found.append((depth, row))
        stack += [(depth + 1, child) for child in reversed(below.get(row.pk, []))]
    return found + [(0, row) for row in rows if row.pk not in seen]
