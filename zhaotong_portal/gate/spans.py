"""What a finder gives back: a place in a text, what stands there, and how it is hidden."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What the gate does about a find; the first is the strictest."""

    REFUSE = "refuse"
    MASK = "mask"
    WARN = "warn"


class Kind(StrEnum):
    SECRECY_MARK = "secrecy_mark"
    IDENTITY_NUMBER = "identity_number"
    BANK_CARD = "bank_card"
    MOBILE_PHONE = "mobile_phone"
    WORD = "word"


LABELS = {
    Kind.SECRECY_MARK: "密级标志",
    Kind.IDENTITY_NUMBER: "身份证号",
    Kind.BANK_CARD: "银行卡号",
    Kind.MOBILE_PHONE: "手机号",
    Kind.WORD: "词语",
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`start` and `end` count the characters of the text as it was given."""

    start: int
    end: int
    kind: Kind
    level: Level

    def overlaps(self, other):
        return self.start < other.end and other.start < self.end
