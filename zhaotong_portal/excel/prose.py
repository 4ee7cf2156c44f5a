"""Whether a cell about progress is a sentence."""

from .cells.percent import UNSAID, read_percent
from .sheets import is_blank
from .text import compact


def is_prose(value):
    """A sentence about progress, which may hold a share besides: no share, no word such as 已完成 alone."""
    return isinstance(value, str) and (
        len(compact(value)) > 12 or read_percent(value) == UNSAID and not is_blank(value)
    )
