"""Whether a cell says what is stored, where the sheet has tidied it on the way."""

from zhaotong_portal.excel.cells.people import read_people
from zhaotong_portal.excel.text import one_line, paragraph


def says_the_same(new, old) -> bool:
    """Whether a row says what is stored: typed on a page, a text may have blank lines that a list does not keep."""
    if new == old:
        return True
    if isinstance(new, list) and isinstance(old, list):
        return list(read_people("、".join(old))) == new
    return isinstance(new, str) and isinstance(old, str) and new in (paragraph(old), one_line(old))
