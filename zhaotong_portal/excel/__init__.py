"""The workbook reader and writer: from what offices really send to typed records, and back. Knows no model.

parsed = parse_workbook(path, "清单.xlsx", NameDirectory.from_csv("fixtures/units.csv"))
parsed.records, parsed.messages
annotate(path, parsed.messages)      # the sender's own workbook with the faults marked
write_table(...)                     # any list as xlsx
"""

from .annotate import annotate
from .cells.quantity import Quantity, read_quantity
from .cells.unit_names import UnitRef
from .directory import NameDirectory, UnitDirectory, means_everyone
from .export import Sheet, safe_text, stamp, write_book, write_table
from .kinds import KINDS, Field, Kind, Matrix, register
from .messages import Message
from .parsing import parse_workbook
from .records import Cell, ParsedSheet, ParsedTable, ParsedWorkbook, Record
from .refusal import FileRefused
from .text import folded

__all__ = [
    "KINDS",
    "Cell",
    "Field",
    "FileRefused",
    "Kind",
    "Matrix",
    "Message",
    "NameDirectory",
    "ParsedSheet",
    "ParsedTable",
    "ParsedWorkbook",
    "Quantity",
    "Record",
    "Sheet",
    "UnitDirectory",
    "UnitRef",
    "annotate",
    "folded",
    "means_everyone",
    "parse_workbook",
    "read_quantity",
    "register",
    "safe_text",
    "stamp",
    "write_book",
    "write_table",
]
