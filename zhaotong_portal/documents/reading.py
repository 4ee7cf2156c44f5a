"""The plain text of a Word file that somebody hands in: paragraphs and tables in their order, nothing run, nothing kept."""

import io
import zipfile

from docx import Document
from docx.table import Table

MAX_BYTES = 5 * 2**20
MAX_UNPACKED = 50 * 2**20


class NotReadable(Exception):
    """The file is no Word document that can be read; `text` says what to do."""

    def __init__(self, text):
        super().__init__(text)
        self.text = text


def text_of_docx(content: bytes) -> str:
    """Raises NotReadable for what is too large, broken, encrypted, or of another kind."""
    if len(content) > MAX_BYTES:
        raise NotReadable("文件超过 5 MB，请只保留文字后再试，或直接粘贴文字。")
    try:
        _check_size(content)
        document = Document(io.BytesIO(content))
        return "\n".join(_texts(document))
    except NotReadable:
        raise
    except Exception as error:
        raise NotReadable(
            "这不是能读取的 Word 文档（.docx），请另存后再试，或直接粘贴文字。"
        ) from error


def _check_size(content):
    """An archive states the sizes of its parts; zipfile refuses to unpack more than stated."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
            raise NotReadable("文件内容太大，请只保留文字后再试，或直接粘贴文字。")


def _texts(document):
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
                # 时间 | 11月12日: a label and what it labels, as a line of minutes writes them.
                yield "：".join(text for text in cells if text)
        else:
            yield block.text
