"""Headline figures of what units promised: led projects by who leads them, 三服务 lists as documents (份)."""

from functools import cache

from django.db.models import Exists, OuterRef
from django.urls import reverse

from tasks.models import ItemKind, ItemState, Lead, ServiceList, WorkItem
from zhaotong_portal.headline import when
from zhaotong_portal.headline.figure import Card, Figure, Group, Listing, Row, dated, tally
from zhaotong_portal.headline.rounding import and_more

ENDED = (ItemState.ACCEPTED, ItemState.CANCELLED)
PROJECT = "各单位当年立项的{what}项目数，取消的不计。"
PROJECT_DEDUPE = "跨年结转的项目只在立项的年度计一次。"


@cache
def figures():
    return tuple(_figures())


def _figures():
    yield _projects(
        "led_projects", "书记领办、支部引办项目", {}, "书记领办和支部引办", rounding=and_more
    )
    yield _projects(
        "led_projects_secretary", "其中：书记领办", {"lead": Lead.SECRETARY_LED}, "书记领办",
        reading_of="led_projects", order=1,
    )  # fmt: skip
    yield _projects(
        "led_projects_branch", "其中：支部引办", {"lead": Lead.BRANCH_LED}, "支部引办",
        reading_of="led_projects", order=2,
    )  # fmt: skip
    yield _lists(
        "service_lists",
        "“三服务”清单",
        carried_out,
        "已建立并落实的清单份数：清单所列事项全部验收（取消的除外）。一份清单含若干事项，按份计。",
        rounding=and_more,
    )
    yield _lists(
        "service_lists_issued",
        "另一种口径：已建立的清单",
        ServiceList.objects.all,
        "已建立的清单份数，不论所列事项是否全部办结。",
        reading_of="service_lists",
    )


def _projects(key, label, where, what, **more):
    def rows():
        projects = WorkItem.objects.filter(kind=ItemKind.LED_PROJECT, continued_from=None, **where)
        return projects.exclude(state=ItemState.CANCELLED)

    card = Card(PROJECT.format(what=what), "单位、党支部", PROJECT_DEDUPE, "领办引办项目台账")
    return Figure(
        key=key, label=label, quantity="个", group=Group.CENTRE, **({"order": 10} | more),
        tallies={"projects": tally(rows, when.in_year())}, card=card,
        listing=Listing(
            _item_row,
            rows=dated(lambda: rows().select_related("unit"), when.in_year()),
            order=("year", "unit__protocol_order", "pk"),
        ),
    )  # fmt: skip


def _item_row(item):
    return Row(
        f"{item.year}年",
        item.unit.short_name,
        item.title,
        item.get_absolute_url(),
        evidence=item.kind_label,
    )


def carried_out():
    """rules.md §4: a list counts as carried out when all of its items are accepted or cancelled."""
    items = WorkItem.objects.filter(service_list=OuterRef("pk"))
    return ServiceList.objects.filter(Exists(items), ~Exists(items.exclude(state__in=ENDED)))


def _lists(key, label, rows, counts, **more):
    card = Card(counts, "单位", "同一单位、类别、年度、标签的清单只有一份。", "“三服务”清单台账")
    return Figure(
        key=key, label=label, quantity="份", group=Group.SERVICE, **({"order": 10} | more),
        tallies={"lists": tally(rows, when.in_year())}, card=card,
        listing=Listing(
            _list_row,
            rows=dated(lambda: rows().select_related("unit"), when.in_year()),
            order=("year", "unit__protocol_order", "category", "label", "pk"),
        ),
    )  # fmt: skip


def _list_row(row):
    address = (
        f"{reverse('items')}?face=service_item.{row.category}&year={row.year}&unit={row.unit_id}"
    )
    return Row(
        row.issued_on or f"{row.year}年",
        row.unit.short_name,
        f"{row.get_category_display()}清单{row.label}",
        address,
        evidence=row.number,
    )
