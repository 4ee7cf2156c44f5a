"""Archives that are not what they say: bombs, lies about sizes, entries on top of each other."""

import io
import struct
import zipfile

from tests.zhaotong_portal.excel.hostile.building import (
    CASES,
    READ,
    SHEET,
    WORKBOOK,
    case,
    sheet_edited,
    with_parts,
    xlsx,
)


@case("压缩炸弹：一个部件一吉字节", "too_large", heavy=True)
def _():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(WORKBOOK, "<workbook/>")
        with archive.open(SHEET, "w", force_zip64=True) as part:
            for _ in range(256):
                part.write(b" " * 4 * 2**20)
    return out.getvalue()


@case("压缩炸弹：部件另取名字", "too_large")
def _():
    bomb = b" " * (60 * 2**20)
    data = with_parts(
        xlsx(), {SHEET: lambda text: text.replace(b"</sheetData>", bomb + b"</sheetData>")}
    )
    return data.replace(b"sheet1.xml", b"sheet1.dat")


@case("压缩炸弹：自报大小是假的", "too_large")
def _():
    data = sheet_edited(b"</sheetData>", b" " * (60 * 2**20) + b"</sheetData>")
    size = next(
        i.file_size for i in zipfile.ZipFile(io.BytesIO(data)).infolist() if i.filename == SHEET
    )
    return data.replace(struct.pack("<I", size), struct.pack("<I", 1000))


@case("压缩炸弹：条目互相重叠", "unreadable_file")
def _():
    data = bytearray(with_parts(xlsx(), add={"a.bin": b"x" * 9000}, method=zipfile.ZIP_STORED))
    archive = zipfile.ZipFile(io.BytesIO(bytes(data)))
    begin = archive.getinfo(SHEET).header_offset
    at = data.index(b"PK\x01\x02", archive.start_dir)
    while at >= 0:  # every entry says that it lies where the sheet lies, and is as long
        data[at + 42 : at + 46] = struct.pack("<I", begin)
        data[at + 20 : at + 28] = struct.pack("<II", 9000, 9000)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


@case("压缩包套压缩包", "unsupported_format")
def _():
    inner = CASES["压缩炸弹：部件另取名字"].make()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(5):
            archive.writestr(f"{n}.zip", inner)
    return out.getvalue()


@case("十万个空部件", "too_large", heavy=True)
def _():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(WORKBOOK, "<workbook/>")
        for n in range(100_000):
            archive.writestr(f"{n}", b"")
    return out.getvalue()


@case("用 LZMA 压缩", "unreadable_file")
def _():
    return with_parts(xlsx(), method=zipfile.ZIP_LZMA)


@case("名字带上级目录的部件", READ)
def _():
    return with_parts(xlsx(), add={"../../../tmp/hostile-was-here": b"x", "/etc/hostile": b"x"})


@case("带密码的压缩包", "encrypted_file")
def _():
    data = bytearray(xlsx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)
