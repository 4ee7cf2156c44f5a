"""Rows of a list that somebody said mean an existing row under another title (rules.md §4), and which ones they may mean."""

from zhaotong_portal.excel import Message
from zhaotong_portal.excel.messages import WARNING
from zhaotong_portal.imports.faults import join_lapsed
from zhaotong_portal.imports.near import NearTitles
from zhaotong_portal.imports.plan import Action


class Joins:
    """`chosen`: {(sheet, row): key of an existing row}; `existing`: rows with pk, unit_id, title and title_key;
    `taken`: keys that rows of the file name by themselves, kept up to date here; `could_mean(record, row)`.
    """

    def __init__(self, chosen, existing, taken, could_mean=None):
        self.chosen, self.taken = chosen, taken
        self.by_key = {row.pk: row for row in existing}
        self.could_mean = could_mean or same_unit
        self.near = NearTitles()

    def target_of(self, record, messages):
        """What somebody said the record means; a choice that no longer holds is said and left aside."""
        key = self.chosen.get((record.sheet, record.row))
        if key is None:
            return None
        row = self.by_key.get(key)
        if row is None or key in self.taken or not self.could_mean(record, row):
            messages.append(join_lapsed(record))
            return None
        self.taken.add(key)
        return row

    def offer(self, rows, messages):
        """Give rows that would be new what they may mean instead: of their unit, near by title, not in the file."""
        new = [row for row in rows if row.action == Action.CREATE and row.record.unit]
        if not new or not self.by_key:
            return
        free = self.free_by_unit(self.by_key)
        for row in new:
            row.near = self.near_of(row.record, free)
        self.say_passed_over(rows, messages)

    def say_passed_over(self, rows, messages):
        """So that nobody takes the silence about a row for an answer."""
        if count := self.near.passed_over:
            text = (
                f"新的行太多，有 {count} 行没有与平台上的近似名称比对。其中如有改过名称的已有事项，会作为新的一项；"
                "请核对后再导入，或分几份上传。"
            )
            messages.append(
                Message(WARNING, rows[0].record.sheet, 1, "", "near_not_compared", text)
            )

    def free_by_unit(self, keys):
        """{unit: [(title as compared, key, title)]} of what no row of the file means."""
        free = {}
        for key in keys:
            if key not in self.taken:
                row = self.by_key[key]
                free.setdefault(row.unit_id, []).append((row.title_key, key, row.title))
        return free

    def near_of(self, record, free):
        found = self.near.of(record.key, free.get(record.unit.key)) if record.unit else ()
        return tuple(pair for pair in found if self.could_mean(record, self.by_key[pair[0]]))


def same_unit(record, row) -> bool:
    return record.unit is not None and row.unit_id == record.unit.key
