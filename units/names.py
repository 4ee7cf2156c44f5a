"""How names are compared: without white space, width and punctuation, and by pinyin."""

import re
import unicodedata
from functools import lru_cache

_NOISE = re.compile(r"[\W_]+")


@lru_cache(maxsize=8192)
def name_key(text: str) -> str:
    """The form in which names and titles are compared (rules.md §4): NFKC, no space, no punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text or "")).casefold()


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
