"""Category, deadline, progress and the further fields of a table, a column at a time."""

from .cells.dates import NO_DEADLINE
from .cells.percent import is_share_column
from .messages import shortened
from .prose import is_prose
from .text import one_line
from .weak_families import strong


class TypedColumns:
    """The part of a table's reader that understands typed cells."""

    def _categories(self):
        if not self.reading.kind.has_category:
            return [None] * len(self.rows)
        memo = self.reading.readers["category"]
        column = self._filled("category") or [""] * len(self.rows)
        found = []
        for position, (value, line) in enumerate(zip(column, self.lines, strict=True)):
            category = memo[value]
            if category is None:
                text = one_line(value)
                if not text:
                    category = (
                        memo[line.heading] if line.heading else None
                    ) or self.around.category
            if category is None:
                self._say(
                    "bad_category",
                    position,
                    "category",
                    text_code=None if text else "missing_category",
                    value=shortened(text),
                )
            found.append(category)
        return found

    def _deadlines(self):
        column = self._column("deadline")
        if column is None:
            return [NO_DEADLINE] * len(self.rows)
        memo = self.reading.deadlines
        found = [memo[value] for value in column]
        for position, deadline in enumerate(found):
            if deadline.fault:
                value = (
                    deadline.day.isoformat()
                    if deadline.day
                    else shortened(one_line(column[position]))
                )
                reason = f"（{deadline.reason}）" if deadline.reason else ""
                self._say(
                    deadline.fault,
                    position,
                    "deadline",
                    value=value,
                    reason=reason,
                    year=self.reading.year,
                )
        return found

    def _progress(self):
        column = self._column("progress")
        if column is None:
            return [None] * len(self.rows)
        memo = self.reading.readers["percent"]
        found = [memo[value] for value in column]
        may_be_prose = strong(self.fields["progress"].family) == "progress.text"
        whole = 100 if is_share_column(set(column)) else 1
        for position, percent in enumerate(found):
            if percent.fault and not (may_be_prose and is_prose(column[position])):
                self._say(
                    percent.fault, position, "progress", value=shortened(one_line(column[position]))
                )
        return [whole if p.is_bare_one else p.value for p in found]
