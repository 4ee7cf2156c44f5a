"""Encrypted files, other formats, and names that tell a lie."""

import io
import random
import zipfile

from tests.zhaotong_portal.excel.hostile.building import (
    READ,
    case,
    replaced,
    with_parts,
    xls,
    xlsx,
)


def encrypted(data, password):
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


@case("加密（agile）", "encrypted_file")
def _():
    return encrypted(xlsx(), "不告诉你")


@case("加密，但用 Excel 自己的密码", READ)
def _():
    return encrypted(xlsx(), "VelvetSweatshop")


@case("加密，要算一百万遍", "encrypted_file")
def _():
    return replaced(encrypted(xlsx(), "不告诉你"), b'spinCount="100000"', b'spinCount="999999"')


@case("二进制工作簿", "unsupported_format", "清单.xlsb")
def _():
    return with_parts(xlsx(), add={}).replace(b"xl/workbook.xml", b"xl/workbook.bin")


@case("ODS 表格", "unsupported_format", "清单.ods")
def _():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")
    return out.getvalue()


@case("WPS 表格 .et，里面是 xls", READ, "清单.et")
def _():
    return xls()


@case("WPS 的名字，里面是 xlsx", READ, "清单.wps")
def _():
    return xlsx()


@case("WPS 文字", "unsupported_format", "清单.wps")
def _():
    return xls() + "WordDocument".encode("utf-16-le")


@case("改名的网页", "unsupported_format")
def _():
    return "<html><meta charset=utf-8><table><tr><td>责任单位".encode()


@case("改名的 PDF", "unsupported_format")
def _():
    return b"%PDF-1.7\n" + bytes(range(256)) * 10


@case("改名的照片", "unsupported_format")
def _():
    return b"\xff\xd8\xff\xe0" + random.Random(1).randbytes(9000)


@case("改名的 Word 文档", "unsupported_format")
def _():
    from docx import Document

    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()
