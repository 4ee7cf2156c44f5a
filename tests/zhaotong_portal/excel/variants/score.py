"""How much of a workbook was understood: fields right of fields expected; rows and messages count too."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache

from zhaotong_portal.excel import FileRefused, NameDirectory, parse_workbook
from zhaotong_portal.excel.text import compact

from .content import UNITS_CSV
from .forms import YEAR

NOT_READ = {"month", "start"}  # columns that no field wants


@cache
def directory():
    return NameDirectory.from_csv(UNITS_CSV)


@dataclass
class Score:
    right: int = 0
    expected: int = 0
    faults: list = field(default_factory=list)

    def __iadd__(self, other):
        self.right += other.right
        self.expected += other.expected
        self.faults += other.faults
        return self

    @property
    def share(self):
        return self.right / self.expected if self.expected else 1.0


def columns_of(variant):
    """What each column was taken for, for a person who looks into a fault."""
    try:
        parsed = parse_workbook(variant.content, variant.filename, directory())
    except FileRefused as refusal:
        return refusal.code
    tables = [table for sheet in parsed.sheets for table in sheet.tables]
    return [" ".join(f"{c.label}={c.field or '?'}" for c in t.columns) for t in tables[:2]]


def found_fields(record):
    """A record as the truth says it."""
    fields = {
        "title": record.title and compact(record.title),
        "unit": record.unit and record.unit.name,
        "co_units": record.co_unit_names,
        "category": record.category,
        "deadline": (record.deadline and record.deadline.isoformat(), record.deadline_kind),
        "progress": record.progress,
        "people": list(record.people),
    }
    for name, value in record.values.items():
        fields.setdefault(name, value)
    return fields


def scored(variant):
    """Compares what the reader finds with the truth. Kind and year count as a field each."""
    score = Score()
    try:
        parsed = parse_workbook(variant.content, variant.filename, directory())
    except FileRefused as refusal:
        score.expected = 2 + sum(len(e.fields) + 1 for e in variant.records)
        score.faults.append(("refused", refusal.code))
        return score
    _compare(score, "kind", "", variant.kind, parsed.kind)
    if variant.kind not in ("units", "people"):
        _compare(score, "year", "", YEAR, parsed.year)
    found = defaultdict(list)  # tables side by side have a record each in the same row
    for record in parsed.records:
        found[record.sheet, record.row].append(record)
    for expected in variant.records:
        there = found[expected.sheet, expected.row]
        _record(score, expected, there.pop(0) if there else None)
    for place, records in found.items():
        for record in records:
            score.expected += len(variant.records[0].fields) + 1
            score.faults.append(("extra row", place, record.title))
    _messages(score, variant, parsed)
    return score


def _record(score, expected, record):
    place = (expected.sheet, expected.row)
    score.expected += 1
    if record is None:
        score.expected += len(expected.fields)
        score.faults.append(("missing row", place, expected.fields["title"]))
        return
    score.right += 1
    got = found_fields(record)
    for name, value in expected.fields.items():
        if name not in NOT_READ and not (name == "post" and value is None):
            _compare(score, name, place, value, got.get(name))


def _compare(score, name, place, value, got):
    score.expected += 1
    if _plain(value) == _plain(got):
        score.right += 1
    else:
        score.faults.append((name, place, value, got))


def _plain(value):
    if isinstance(value, str):
        return compact(value)
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return "" if value is None else value


def _messages(score, variant, parsed):
    wanted = Counter(variant.messages)
    found = Counter((m.sheet, m.row, m.code) for m in parsed.messages)
    score.expected += (wanted | found).total()
    score.right += (wanted & found).total()
    said = {(m.sheet, m.row, m.code): m.column + "：" + m.text for m in parsed.messages}
    score.faults += [("message missing", *key) for key in wanted - found]
    score.faults += [("message extra", *key, said[key]) for key in found - wanted]
