"""How the portal ends with a hostile file, and with good ones bent at random."""

import io
import random
import struct
import zipfile

from tests.zhaotong_portal.excel.hostile.building import (
    READ,
    ROW,
    UNITS,
    csv_text,
    with_parts,
    xls,
    xlsx,
)


def directory():
    from zhaotong_portal.excel import NameDirectory

    return NameDirectory.from_csv(UNITS)


def end_of(data, filename, units):
    """How the portal ends with a file: the code of the refusal, or READ; marked too where it was read."""
    from zhaotong_portal.excel import FileRefused, annotate, parse_workbook

    try:
        parsed = parse_workbook(data, filename, units, year=2025)
    except FileRefused as refusal:
        assert refusal.text.endswith("。")
        return refusal.code
    returned = annotate(data, parsed.messages, filename)
    again = parse_workbook(returned, "批注.xlsx", units, year=2025)
    assert len(again.records) == len(parsed.records)
    return READ


def bent(seed):
    """A good workbook with some bytes bent, inside a part too, so that the archive still holds."""
    chance = random.Random(seed)
    kind = chance.choice(["xlsx", "part", "part", "xls", "xls", "csv"])
    rows = [[*ROW[:2], f"第{n}项", ROW[3]] for n in range(20)]
    good = {"xlsx": xlsx, "part": xlsx, "xls": xls}.get(
        kind, lambda *r: csv_text(*r).encode("gb18030")
    )(*rows)
    if kind == "part":
        with zipfile.ZipFile(io.BytesIO(good)) as archive:
            names = [n for n in archive.namelist() if not n.startswith("docProps")]
        return with_parts(
            good, {chance.choice(names): lambda text: _bent_bytes(text, chance)}
        ), "x.xlsx"
    return _bent_bytes(good, chance), f"x.{kind}"


def _bent_bytes(good, chance):
    bad = bytearray(good)
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        at = chance.randrange(len(bad))
        match chance.randrange(4):
            case 0:
                bad[at] = chance.randrange(256)
            case 1:
                del bad[at : at + chance.randint(1, 40)]
            case 2:
                bad[at:at] = bad[at : at + chance.randint(1, 200)]
            case _:
                bad[at : at + 4] = struct.pack(
                    "<I", chance.choice([0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF])
                )
        if not bad:
            return b"x"
    return bytes(bad)


def try_bent(seed, units):
    from zhaotong_portal.excel import FileRefused, annotate, parse_workbook

    data, filename = bent(seed)
    try:
        parsed = parse_workbook(data, filename, units, year=2025)
    except FileRefused as refusal:
        return refusal.code
    try:
        annotate(data, parsed.messages, filename)
    except FileRefused as refusal:
        return f"marked: {refusal.code}"
    return READ
