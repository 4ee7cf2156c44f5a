"""A register as rows of a workbook: every field of its form, in the order of its list."""

from units.registers.cells import value_of
from zhaotong_portal.exports.tables import streamed, table


def table_of(declared, entries, chips=()):
    if declared.table:
        return declared.table(entries, chips)
    names = list(
        dict.fromkeys([declared.title, *declared.fields, *declared.columns, "state", "note"])
    )
    header = ["序号", declared.label("unit"), *(declared.label(name) for name in names)]

    def rows():
        for number, entry in enumerate(streamed(entries), 1):
            yield (number, entry.unit.name, *(value_of(entry, name) for name in names))

    return table(
        declared.code, f"{declared.name}台账", header, rows, count=entries.count, chips=chips
    )
