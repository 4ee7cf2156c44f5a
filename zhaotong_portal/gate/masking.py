"""How a find is hidden: the same length, signs between the digits kept, enough left to recognise one's own number."""

from zhaotong_portal.gate.spans import Kind

STAR, BLOCK = "*", "＊"
# How many digits stay at the head and at the tail.
_KEEPS = {Kind.MOBILE_PHONE: (3, 4), Kind.IDENTITY_NUMBER: (6, 4), Kind.BANK_CARD: (4, 4)}
_FIRST_GENERATION = 15


def masked(text, spans):
    """The text with every span hidden; as long as before."""
    for span in spans:
        text = (
            text[: span.start] + hidden(text[span.start : span.end], span.kind) + text[span.end :]
        )
    return text


def hidden(piece, kind):
    """138****5678, 530602********1234; a word is hidden whole."""
    if kind not in _KEEPS:
        return "".join(c if c.isspace() else BLOCK for c in piece)
    head, tail = _KEEPS[kind]
    places = [at for at, c in enumerate(piece) if c.isdigit() or c in "XxＸｘ"]
    if kind == Kind.IDENTITY_NUMBER and len(places) == _FIRST_GENERATION:
        tail = 3
    gone = set(places[head : len(places) - tail])
    return "".join(STAR if at in gone else c for at, c in enumerate(piece))
