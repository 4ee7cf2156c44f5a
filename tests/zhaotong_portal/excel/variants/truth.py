"""What must come out of a workbook."""

from dataclasses import dataclass, field


@dataclass
class Expected:
    """One record: where it stands and its fields, as `found_fields` of score.py gives them."""

    sheet: str
    row: int
    fields: dict


@dataclass
class Variant:
    """A workbook and its truth. `messages` are (sheet, row, code)."""

    family: str
    kind: str
    content: bytes
    filename: str
    records: list[Expected]
    messages: list[tuple] = field(default_factory=list)
    labels: dict = field(default_factory=dict)  # of the last table's columns, by field
