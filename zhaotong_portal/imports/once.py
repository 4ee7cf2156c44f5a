"""Two rows of a file that mean the same thing: the later one is refused.

The reader sees rows of the same words. Here are those that only the database tells: one row names an item by its key,
another by its title; or two rows of different keys that nobody knows would become the same new item.
"""

from zhaotong_portal.excel import Message
from zhaotong_portal.imports.faults import error


class Once:
    def __init__(self):
        self._rows = {}

    def said_before(self, record, target) -> Message | None:
        """What is wrong with the row, if an earlier one meant the same."""
        meant = target.pk if target else (record.unit.key, record.key, record.values.get("lead"))
        said = self.fault(record, meant)
        return said and error(record, "title", "duplicate_row", said)

    def fault(self, record, meant, what="项") -> str | None:
        """The sentence about a row of which an earlier one meant the same; `meant` is whatever tells meanings apart."""
        first = self._rows.setdefault(meant, record)
        if first is record:
            return None
        sheet = "" if first.sheet == record.sheet else f"工作表“{first.sheet}”"
        return f"与{sheet}第{first.row}行说的是同一{what}。请只留一处。"
