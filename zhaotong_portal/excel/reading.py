"""What the tables of one file share: year, units, memos, and which rows have been seen."""

from .cells.choices import read_category, read_flag, read_lead
from .cells.dates import reader_of
from .cells.days import day_reader, month_reader, read_year
from .cells.numerals import read_count
from .cells.people import read_people
from .cells.percent import read_percent
from .cells.quantity import read_quantity
from .cells.unit_names import DITTO, read_units, split_names
from .memo import Memo
from .rowroles import new_roles
from .sheets import is_blank
from .text import one_line, paragraph

# Of units that are not known and that a likely one is looked for.
LONGEST_NAME, MOST_HINTS = 60, 300


class Reading:
    """A cell's value repeats down its column: each is understood once."""

    def __init__(self, kind, directory, year):
        self.kind, self.directory, self.year = kind, directory, year
        self.roles = new_roles()
        self.units = Memo(lambda value: read_units(value, directory))
        self.hints = Memo(self._hint)
        self.deadlines = Memo(reader_of(year))
        self.readers = {
            "line": Memo(one_line),
            "paragraph": Memo(paragraph),
            "flag": Memo(read_flag),
            "lead": Memo(read_lead),
            "count": Memo(read_count),
            "names": Memo(split_names),
            "people": Memo(read_people),
            "percent": Memo(read_percent),
            "category": Memo(read_category),
            "quantity": Memo(read_quantity),
            "date": Memo(day_reader(year)),
            "month": Memo(month_reader(year)),
            "year": Memo(read_year),
        }
        self.gaps = Memo(_gap)
        self.seen = {}

    def _hint(self, text):
        """A comparison with all units takes its time: no sentence is a unit, and many wrong names are a wrong column."""
        if len(text) > LONGEST_NAME or len(self.hints) >= MOST_HINTS:
            return ""
        names = self.directory.suggestions(text)
        return f"是否为“{names[0]}”？" if names else ""


def _gap(value):
    """`empty`, `ditto` (同上), or None for a cell that says something itself."""
    if value == "" or value is None or is_blank(value):
        return "empty"
    return "ditto" if isinstance(value, str) and DITTO.fullmatch(value.strip()) else None
