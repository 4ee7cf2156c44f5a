"""Cells that can be mended on the page, and those that were."""

from django.utils.functional import cached_property

from zhaotong_portal.excel import Message
from zhaotong_portal.imports.choices import Choices
from zhaotong_portal.imports.fields import cell_field, place_value

# Columns of the table in which a faulty cell is mended in its place; any other is mended beside its message.
IN_PLACE = ("unit", "category", "title", "deadline", "progress")
# From so many characters, or with a line break, a text needs more than one line.
LONG = 40


class Mending:
    """`typed`: what stands in the form, where it could not be stored."""

    def __init__(self, batch, typed=None):
        self.choices, self.typed = Choices.from_json(batch.choices), typed or {}
        self.offered = set()
        sheets = (batch.plan or {}).get("sheets", [])
        self.offsets = {sheet["name"]: sheet["offset"] for sheet in sheets}
        self.columns = {
            (sheet["name"], column["index"]): column
            for sheet in sheets
            for table in sheet["tables"]
            for column in table["columns"]
        }

    def inputs_of(self, said):
        """{field of the row: input} and [inputs of other columns] for the messages of one row.

        A cell has one input on a page: in a grid several rows of the list stand in one row of the file.
        """
        in_place, beside = {}, []
        for message in said:
            if "line" not in message or (place := _place_of(message)) in self.offered:
                continue
            self.offered.add(place)
            control = self._input(message)
            if message["field"] in IN_PLACE and message["field"] not in in_place:
                in_place[message["field"]] = control
            else:
                beside.append(control)
        return in_place, beside

    def _input(self, message):
        shown = message["value"]
        name = cell_field(_place_of(message), shown)
        value = self.typed.get(name, shown)
        return {
            "name": name,
            "value": value,
            "label": f"第 {message['row']} 行“{message['column']}”改为",
            "column": message["column"],
            "field": message["field"],
            "long": len(shown) > LONG or "\n" in shown,
            "level": message["level"],
        }

    @cached_property
    def mended(self):
        """{(sheet, row): [what was changed there]}"""
        rows = {}
        for place, text in self.choices.cells.items():
            sheet, line, index = place
            row = line - self.offsets.get(sheet, 0)
            column = self.columns.get((sheet, index), {})
            rows.setdefault((sheet, row), []).append({
                "sheet": sheet,
                "row": row,
                "column": column.get("label", f"第 {index + 1} 列"),
                "field": column.get("field", ""),
                "was": self.choices.was.get(place, ""),
                "now": text,
                "restore": place_value(line, index, sheet=sheet),
            })  # fmt: skip
        return rows

    @cached_property
    def touched(self):
        """Rows that somebody changed or decided about."""
        return {*self.mended, *self.choices.joins}

    def messages(self):
        """What the sender reads at the cells that were mended here."""
        for (sheet, line, index), text in self.choices.cells.items():
            was = self.choices.was.get((sheet, line, index), "")
            said = f"页面上改为“{text}”，原为“{was}”。" if was else f"页面上改为“{text}”，原为空。"
            row = line - self.offsets.get(sheet, 0)
            yield Message("warning", sheet, row, "", "mended", said, index, line)

    def all_mended(self):
        return [cell for cells in self.mended.values() for cell in cells]


def _place_of(message):
    return message["sheet"], message["line"], message["index"]
