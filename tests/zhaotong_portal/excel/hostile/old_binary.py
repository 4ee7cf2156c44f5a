"""Old binary workbooks."""

import io
import struct

import xlwt

from tests.zhaotong_portal.excel.hostile.building import (
    READ,
    ROW,
    case,
    xls,
)


@case("旧格式，块链成环", "unreadable_file", "清单.xls")
def _():
    data = bytearray(xls())
    table = 512 + 512 * struct.unpack_from("<I", data, 76)[0]
    for n in range(128):
        if struct.unpack_from("<I", data, table + 4 * n)[0] == 0xFFFFFFFE:
            struct.pack_into("<I", data, table + 4 * n, 0)
    return bytes(data)


@case("旧格式，最末一格有内容", "unreadable_file", "清单.xls")
def _():
    book = xlwt.Workbook()
    sheet = book.add_sheet("x")
    sheet.write(0, 0, "x")
    sheet.write(65_535, 255, "x")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@case("旧格式，假尺寸", READ, "清单.xls")
def _():
    data = xls()
    at = data.index(struct.pack("<HH", 0x200, 14))
    return data[: at + 4] + struct.pack("<IIHH", 0, 65_536, 0, 256) + data[at + 16 :]


@case("旧格式，截断", "unreadable_file", "清单.xls")
def _():
    return xls(*[ROW] * 50)[:3000]
