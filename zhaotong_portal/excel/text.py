"""Text of cells: as it is kept, as it is shown, and as it is compared."""

import datetime
import re
import unicodedata

# Controls, zero-width characters and byte-order marks come along when people paste from web pages.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u200b-\u200f\u2028\u2029\u2060\ufeff]"
)
_UNTIDY = re.compile(r"[\s\u0000-\u001f\u200b-\u200f\u2060\ufeff']")
_SPACE = re.compile(r"\s+")
# The quote that our own exports put before a formula is taken off again, so that a list makes the round trip.
_GUARD = re.compile(r"^'(?=[=+\-@＝＋－＠])")
_WIDE = r"[^\x00-\x7f]"
_SPACE_BY_WIDE = re.compile(rf"(?<={_WIDE})\s+|\s+(?={_WIDE})")
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|《\s*》")


def as_text(value):
    """What Excel would show for a value, near enough: 3.0 is 3, a date is 2025-03-31."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = not (value.hour or value.minute or value.second)
        return value.date().isoformat() if midnight else value.isoformat(" ")
    return str(value)


def one_line(value):
    """The text of a title or a name: no line break, no space beside a Chinese character."""
    text = value if type(value) is str else as_text(value)
    if not _UNTIDY.search(text):
        return text
    text = _GUARD.sub("", _INVISIBLE.sub("", text).strip())
    return _SPACE.sub(" ", _SPACE_BY_WIDE.sub("", text))


def paragraph(value):
    """The text of measures and notes: its line breaks are kept, blank lines and edges are not."""
    text = value if type(value) is str else as_text(value)
    if not _UNTIDY.search(text):
        return text
    lines = (_SPACE.sub(" ", line).strip() for line in _INVISIBLE.sub("", text).splitlines())
    return _GUARD.sub("", "\n".join(line for line in lines if line))


def compact(value):
    """For matching: full-width forms made plain, no white space at all."""
    text = unicodedata.normalize("NFKC", value if type(value) is str else as_text(value))
    return _SPACE.sub("", _INVISIBLE.sub("", text))


def unbracketed(text):
    """A compact text without what stands in brackets, or that text itself where nothing else is left."""
    bare = BRACKETED.sub("", text)
    return bare or text.strip("()[]【】〔〕<>")


class _Folding(dict):
    """A translation table that grows: width and case made equal; punctuation, spaces and marks dropped."""

    def __missing__(self, code):
        plain = unicodedata.normalize("NFKC", chr(code)).casefold()
        kept = "".join(c for c in plain if unicodedata.category(c)[0] not in "PZC")
        self[code] = kept or None
        return self[code]


_FOLDING = _Folding()


def folded(text):
    """The form in which two titles are the same title (rules.md section 4); punctuation alone stays as it is."""
    return text.translate(_FOLDING) or text


# Asked of cleaned text: Excel would run it. A number with a sign and a lone dash are harmless.
_NUMBER = r"\s*\d[\d.,\s]*%?$"
_FORMULA = re.compile(rf"[=@]|\+(?!{_NUMBER})|-(?!{_NUMBER})(?![-–—_\s]*$)")


def looks_like_formula(text):
    return _FORMULA.match(text) is not None
