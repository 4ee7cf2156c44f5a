"""How names are compared: without white space, width and punctuation, and by pinyin."""

from functools import lru_cache


@lru_cache(maxsize=8192)
def name_key(text: str) -> str:
    """The form in which names and titles are compared (rules.md §4): no width, no space, no punctuation.

    The workbook reader's own: a title typed here and one that a list brings must come out the same.
    """
    # Here, because processes that never compare names need no reader.
    from zhaotong_portal.excel.text import folded

    return folded(text or "")


@lru_cache(maxsize=2048)
def pinyin_key(*names: str) -> str:
    """Full pinyin and initials of each name, so that `swj` and `shuiwuju` both find 市税务局."""
    # Here, because its dictionary takes 55 MB and only saving a unit's name needs it.
    from pypinyin import Style, lazy_pinyin

    parts = []
    for name in names:
        parts.append("".join(lazy_pinyin(name)))
        parts.append("".join(lazy_pinyin(name, style=Style.FIRST_LETTER)))
    return " ".join(dict.fromkeys(parts))[:400]
