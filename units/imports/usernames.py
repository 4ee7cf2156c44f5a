"""Login names for people whose roster has none: swj-zhaomoujia, the unit's initials and the name.

Made from what the row says alone, so that preview and import come to the same; a numeral tells homonyms apart.
"""

import re
from itertools import chain, count

from units.models import Person

LONGEST = Person._meta.get_field("username").max_length - 3  # room for the numeral
COMMITTEE = "gw"


def username_for(name, unit_short_name, taken):
    """The first free one. `taken` holds login names in small letters; the new one is added."""
    parts = [_initials(unit_short_name) or COMMITTEE, _pinyin(name)]
    stem = "-".join(filter(None, parts))[:LONGEST]
    numbered = chain([stem], (f"{stem}{number}" for number in count(2)))
    username = next(candidate for candidate in numbered if candidate not in taken)
    taken.add(username)
    return username


def _initials(unit):
    from pypinyin import Style, lazy_pinyin  # its dictionary takes 55 MB: only when needed

    plain = re.sub(r"^(昭通)?市", "", unit or "")
    return _ascii("".join(lazy_pinyin(plain, style=Style.FIRST_LETTER)))


def _pinyin(name):
    from pypinyin import lazy_pinyin

    return _ascii("".join(lazy_pinyin(name)))


def _ascii(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())
