"""Text files: broken encodings, lines without end."""

from tests.zhaotong_portal.excel.hostile.building import (
    ROW,
    case,
    csv_text,
)


@case("坏掉的 UTF-8", "unreadable_file", "清单.csv")
def _():
    return csv_text().encode() + b"\xff\xfe\xff\xff\x80"


@case("断在半个字的 GB18030", "unreadable_file", "清单.csv")
def _():
    return csv_text([*ROW[:2], "乙", "3月"]).encode("gb18030").rstrip(b"\n") + b"\xb5"


@case("带零字节的文本", "unreadable_file", "清单.csv")
def _():
    return csv_text().encode() + b"\0\0\0"


@case("二十兆一行，没有逗号", "unreadable_file", "清单.csv")
def _():
    return b"x" * (20 * 2**20 - 1)


@case("二十兆一行，全是逗号", "too_large", "清单.csv")
def _():
    return b"," * (20 * 2**20 - 1)


@case("二十兆引号", "too_large", "清单.csv")
def _():
    return csv_text().encode() + b'"' + b"x," * (10 * 2**20 - 100)


@case("一千万个空行", "too_large", "清单.csv")
def _():
    return csv_text().encode() + b"\n" * (10 * 2**20)


@case("六十兆的文件", "too_large", "清单.csv")
def _():
    return csv_text().encode() * 800_000
