"""The gate's question, for every way in: what does this text hold, and what is to be said about it."""

from dataclasses import dataclass

from zhaotong_portal.gate import rules
from zhaotong_portal.gate.masking import hidden
from zhaotong_portal.gate.masking import masked as with_hidden
from zhaotong_portal.gate.spans import LABELS, Kind, Level

# Digits that stay in sight may join their neighbours to another number; twice is more than enough.
_ROUNDS = 4
_SHOWN = 3
# How a page recognises a fault for which it offers the button (pressing.py).
OFFER = "或按遮盖后的内容保存"


@dataclass(frozen=True)
class Finds:
    """What one text holds."""

    text: str
    spans: tuple = ()

    def of(self, level):
        return [span for span in self.spans if span.level == level]

    @property
    def is_refused(self):
        return bool(self.of(Level.REFUSE))

    @property
    def is_masked(self):
        return bool(self.of(Level.MASK))

    @property
    def stops(self):
        """Whether the text may not be stored as it is."""
        return self.is_refused or self.is_masked

    def named(self, level):
        """手机号 138****5678; a mark is shown as it is: the mark itself is no secret."""
        names = []
        for span in self.of(level):
            piece = " ".join(self.text[span.start : span.end].split())
            shown = hidden(piece, span.kind) if level == Level.MASK else f"“{piece}”"
            names.append(f"{LABELS[span.kind]}{'' if level != Level.MASK else ' '}{shown}")
        said = list(dict.fromkeys(names))
        more = f"等 {len(said)} 处" if len(said) > _SHOWN else ""
        return "、".join(said[:_SHOWN]) + more


def look(text) -> Finds:
    return Finds(text, tuple(rules.current().find(text))) if text else Finds("")


def sentence(text) -> str | None:
    """Why a text cannot be stored, and what to do; None when it can."""
    finds = look(text)
    if finds.is_refused:
        return refusal(finds)
    if finds.is_masked:
        return f"含有{finds.named(Level.MASK)}，没有保存。请删改，{OFFER}。"
    return None


def refusal(finds):
    word = any(span.kind == Kind.WORD for span in finds.of(Level.REFUSE))
    advice = "不是密级标志的，请联系管理员列入允许的说法。" if not word else ""
    return f"含有{finds.named(Level.REFUSE)}，没有保存。涉密内容不得录入，请删去并通过机要渠道报送。{advice}"


def without_finds(text) -> str:
    """The text with everything hidden that stops it from being stored: for what must be kept of it all the same."""
    return with_hidden(text, [span for span in look(text).spans if span.level != Level.WARN])


def masked(text) -> tuple[str, int]:
    """The text with personal data hidden, and how many there were. A secrecy mark is nothing that masking mends."""
    count = 0
    for _ in range(_ROUNDS):
        spans = look(text).of(Level.MASK)
        if not spans:
            break
        text, count = with_hidden(text, spans), count + len(spans)
    return text, count
