"""Clues from a workbook of the outside system. Each row is received like one of the interface; the file is not kept."""

import zipfile
from dataclasses import dataclass

import openpyxl
from django.conf import settings
from django.core.exceptions import ValidationError
from openpyxl.utils.exceptions import InvalidFileException

from reviews.clues import Incoming, receive

# Head of a column: field. Further heads are left alone.
COLUMNS = {
    "外部编号": "number", "线索编号": "number", "编号": "number", "工单编号": "number",
    "线索": "title", "标题": "title", "线索标题": "title", "主题": "title",
    "内容": "content", "线索内容": "content", "诉求内容": "content",
    "涉及单位": "about", "被反映单位": "about", "责任单位": "about", "单位": "about",
    "反映人": "complainant", "姓名": "complainant", "联系方式": "contact", "联系电话": "contact",
    "是否违纪": "is_discipline", "违纪": "is_discipline",
}  # fmt: skip
YES = {"是", "√", "1", "Y", "y", "违纪"}
HEAD_WITHIN = 5


@dataclass
class Read:
    """What became of the rows: counts by outcome, and (row, sentence) of those refused."""

    counts: dict
    refused: list


def read(channel, upload) -> Read:
    if upload.size > settings.IMPORT_MAX_BYTES:
        raise ValidationError({"file": "文件过大。"})
    try:
        book = openpyxl.load_workbook(upload, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise ValidationError({"file": "这个文件不是能读取的 xlsx 工作簿。"}) from error
    rows = book.worksheets[0].iter_rows(
        values_only=True, max_row=settings.CLUE_MAX_ROWS + HEAD_WITHIN
    )
    columns, first = _columns(rows)
    found = Read({}, [])
    for number, cells in enumerate(rows, first):
        values = {name: _text(cells[at]) for at, name in columns.items() if at < len(cells)}
        if not any(values.values()):
            continue
        flag = values.pop("is_discipline", "")
        try:
            receipt = receive(channel, Incoming(**values, is_discipline=flag in YES))
        except ValidationError as error:
            found.refused.append((number, "；".join(error.messages)))
            continue
        found.counts[receipt.outcome] = found.counts.get(receipt.outcome, 0) + 1
    return found


def _columns(rows):
    """({place: field}, number of the first row below the head)."""
    for number, cells in enumerate(rows, 1):
        columns = {
            at: COLUMNS[text]
            for at, cell in enumerate(cells)
            if (text := _text(cell).replace(" ", "")) in COLUMNS
        }
        if {"number", "title"} <= set(columns.values()):
            return columns, number + 1
        if number >= HEAD_WITHIN:
            break
    raise ValidationError({"file": "没有找到表头。第一行至少要有“外部编号”和“线索”两栏。"})


def _text(cell):
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
