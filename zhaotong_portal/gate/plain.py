"""A text as finders read it: full-width letters, digits and signs made narrow, every place where it was.

One character for one character, unlike NFKC: a span in the plain text is the same span in the text as typed.
"""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS = dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009\t"), " ")
_LINE_ENDS = {ord("\r"): "\n", 0x2028: "\n", 0x2029: "\n"}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
_HIDDEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), " ")
_STARS = dict.fromkeys(map(ord, "☆✩✭✮✰⭐"), "★")
_OLD_FORMS = {ord("機"): "机", ord("祕"): "秘", ord("絕"): "绝", ord("級"): "级"}
_TABLE = _WIDE | _BLANKS | _LINE_ENDS | _DASHES | _HIDDEN | _STARS | _OLD_FORMS


def plain(text):
    return text.translate(_TABLE)
