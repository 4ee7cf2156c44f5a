"""核对: all sheets of a month side by side, each with what changed since this person last looked them over (E16).

`changes` is pure. The base of the comparison moves only when somebody says that they have looked: a page that is
loaded again shows the same changes.
"""

from dataclasses import dataclass, field

from django.utils import timezone

from tasks.models import SheetCheck, SheetState

NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass
class Checked:
    """One sheet: its lines with their mark, what is asked for no more, and what else changed."""

    sheet: object
    lines: list = field(default_factory=list)  # [(line, mark)]
    gone: list = field(default_factory=list)  # headings
    opening_changed: bool = False
    is_new: bool = False

    @property
    def changed(self):
        return (
            self.is_new
            or self.opening_changed
            or bool(self.gone)
            or any(mark != SAME for _, mark in self.lines)
        )


def seen_of(sheet) -> dict:
    """What a look at a sheet takes in."""
    return {
        "opening": sheet.opening,
        "lines": [
            [line.condition, line.subject_key, line.heading, line.text]
            for line in sheet.lines.all()
        ],
    }


def changes(sheet, seen: dict | None) -> Checked:
    """`seen` is what `seen_of` gave when the person last looked; None: the sheet was not there."""
    if seen is None:
        return Checked(sheet, [(line, SAME) for line in sheet.lines.all()], is_new=True)
    before = {(row[0], row[1]): row for row in seen["lines"]}
    found = Checked(sheet, opening_changed=seen["opening"] != sheet.opening)
    subjects = set()
    for line in sheet.lines.all():
        subjects.add(line.subject_key)
        old = before.get((line.condition, line.subject_key))
        if old is None:
            mark = NEW
        else:
            mark = SAME if old[2:] == [line.heading, line.text] else CHANGED
        found.lines.append((line, mark))
    found.gone = [row[2] for row in seen["lines"] if row[1] not in subjects]
    return found


def since_last_look(sheets, period, person) -> tuple[SheetCheck | None, list[Checked]]:
    """(the last look, each sheet compared with it); before the first look nothing is marked. One query."""
    last = SheetCheck.objects.filter(person=person, period=period).first()
    if last is None:
        return None, [changes(sheet, seen_of(sheet)) for sheet in sheets]
    return last, [changes(sheet, last.seen.get(str(sheet.unit_id))) for sheet in sheets]


def looked_over(sheets, period, person) -> SheetCheck:
    """The person has looked all of these over, as they are now."""
    row, _ = SheetCheck.objects.update_or_create(
        person=person,
        period=period,
        defaults={
            "checked_at": timezone.now(),
            "seen": {
                str(sheet.unit_id): seen_of(sheet)
                for sheet in sheets
                if sheet.state != SheetState.RECALLED
            },
        },
    )
    return row
