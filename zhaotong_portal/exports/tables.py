"""What a page shows, as tables that go out: the view says it in one line, here is what a line means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zhaotong_portal.excel.export import Share

# Rows fetched at once: an export that comes as the answer costs as many queries as a page does.
CHUNK = 5000


@dataclass(frozen=True)
class Part:
    """One sheet. `rows` is called when it is written; `count` says beforehand how many rows will come."""

    name: str
    header: Sequence
    rows: Callable
    count: int | Callable[[], int]
    title: str = ""
    mark: str = ""  # the line by which an import knows which list this is (excel/template_mark.py)
    beside_the_print: int = 0  # last columns, in sight but on no print, such as the key of a row


@dataclass(frozen=True)
class Table:
    """`code` names it in the address (`?export=CODE`); `chips` are what the page is filtered by."""

    code: str
    title: str
    parts: Sequence[Part]
    chips: Sequence[dict] = ()
    note: str = ""

    @property
    def count(self):
        return sum(part.count() if callable(part.count) else part.count for part in self.parts)


def table(code, title, header, rows, *, count=None, chips=(), note="", name=""):
    """A table of one sheet: `rows` is a list, or a function that gives the rows and then needs `count`."""
    labels = [label_of(column) for column in header]
    if not callable(rows):
        there = list(rows)
        part = Part(name or title, labels, lambda: there, len(there))
    else:
        part = Part(name or title, labels, rows, count)
    return Table(code, title, [part], chips, note)


def label_of(column):
    """A head of `data_table` is a text or a mapping with a label."""
    return column["label"] if isinstance(column, dict) else column


def share(percent):
    """A percentage of the portal as a share that Excel shows in percent; nothing stays nothing."""
    return None if percent is None else Share(percent / 100)


def streamed(rows):
    """A queryset row by row, related rows of a portion fetched together."""
    return rows.iterator(chunk_size=CHUNK)


def chart_table(chart, **more):
    """The table twin of components/chart.html."""
    unit = f"（{chart['unit']}）" if chart.get("unit") else ""
    header = [
        chart.get("label_head") or "项目",
        *(f"{series['name']}{unit}" for series in chart["series"]),
    ]
    columns = [series["values"] for series in chart["series"]]
    rows = list(zip(chart["labels"], *columns, strict=True))
    if reference := chart.get("reference"):
        rows.append((reference["name"], reference["value"], *[None] * (len(chart["series"]) - 1)))
    return table(chart["export"], chart["title"], header, rows, **more)
