"""Rows that go in column by column come out as they were written, on either database."""

from datetime import date
from uuid import RFC_4122, uuid4

import pytest
from django.db import IntegrityError

from tasks.models import DeadlineKind, ItemKind, WorkItem
from zhaotong_portal.imports.inserting import insert_rows

AWKWARD = (
    "甲\t乙",
    "第一行\n第二行\r\n第三行",
    r"\N",
    r"C:\new\table",
    "'引号\"与%s",
    "\\.",
    "",
    "“满意”",
)


def row(unit, order, **fields):
    return {
        "kind": ItemKind.KEY_TASK.value, "unit_id": unit.pk, "year": 2025, "title": f"事项{order}",
        "title_key": f"事项{order}", "order": order, "row_key": uuid4(), "people": [], "measures": "",
        "livelihood_ten": False, "deadline": None, "deadline_kind": DeadlineKind.NONE.value,
    } | fields  # fmt: skip


def test_texts_come_out_as_they_went_in(tax):
    rows = [row(tax, n, measures=text) for n, text in enumerate(AWKWARD)]
    insert_rows(WorkItem, rows, len(rows))
    kept = WorkItem.objects.order_by("order").values_list("measures", flat=True)
    assert list(kept) == list(AWKWARD)


def test_every_sort_of_value_and_default(tax):
    key = uuid4()
    insert_rows(
        WorkItem,
        [
            row(tax, 0, row_key=key, people=["赵某甲", "王\\示例"], livelihood_ten=True,
                deadline=date(2025, 11, 30), deadline_kind=DeadlineKind.DATE.value),
            row(tax, 1),
        ],
        2,
    )  # fmt: skip
    first, second = WorkItem.objects.order_by("order")
    assert (first.row_key, first.people, first.livelihood_ten) == (
        key,
        ["赵某甲", "王\\示例"],
        True,
    )
    assert (first.deadline, second.deadline) == (date(2025, 11, 30), None)
    assert (second.people, second.livelihood_ten, second.percent) == ([], False, 0)
    assert second.before_reports is None
    assert second.created_at is not None


def test_more_rows_than_go_at_once(tax, monkeypatch):
    monkeypatch.setattr("zhaotong_portal.imports.inserting.ROWS_A_COPY", 3)
    insert_rows(WorkItem, (row(tax, n) for n in range(7)), 7)
    assert WorkItem.objects.count() == 7


def test_the_constraints_of_the_database_hold(tax):
    twice = [row(tax, 0), row(tax, 0)]
    with pytest.raises(IntegrityError):
        insert_rows(WorkItem, twice, 2)


def test_what_is_alike_in_all_rows_is_said_once(tax):
    own = [row(tax, n) for n in range(3)]
    for fields in own:
        del fields["kind"], fields["year"], fields["people"]
    same = {"kind": ItemKind.KEY_TASK.value, "year": 2024, "people": ["赵某甲"]}
    insert_rows(WorkItem, iter(own), 3, same)
    kept = WorkItem.objects.order_by("order").values_list("order", "year", "people")
    assert list(kept) == [(n, 2024, ["赵某甲"]) for n in range(3)]


def test_keys_that_nobody_gives_are_random_ones(tax):
    own = [row(tax, n) for n in range(40)]
    for fields in own:
        del fields["row_key"]
    insert_rows(WorkItem, iter(own), 40)
    keys = set(WorkItem.objects.values_list("row_key", flat=True))
    assert len(keys) == 40
    assert {(key.version, key.variant) for key in keys} == {(4, RFC_4122)}
    assert WorkItem.objects.filter(row_key=min(keys)).count() == 1
