"""What the gate looks for now: the finders that are on, and the words of the administrator, kept ready in each process.

The list is read once; each request and job then asks once whether it has changed since (one row: how many words there
are and when the last was changed), so that every process follows within one request.
"""

import re
import threading
from dataclasses import dataclass

from celery.signals import task_prerun
from django.conf import settings
from django.core.signals import request_started
from django.db.models import Count, Max
from django.db.models.signals import post_delete, post_save

from zhaotong_portal.gate.cards import bank_cards
from zhaotong_portal.gate.identity import identity_numbers
from zhaotong_portal.gate.models import GuardedWord, WordKind
from zhaotong_portal.gate.phones import mobile_phones
from zhaotong_portal.gate.plain import plain
from zhaotong_portal.gate.secrecy import secrecy_marks
from zhaotong_portal.gate.spans import Kind, Level, Span

# What is found first keeps its place: a card's digits are not looked at for a telephone.
FINDERS = {
    Kind.SECRECY_MARK: secrecy_marks,
    Kind.IDENTITY_NUMBER: identity_numbers,
    Kind.BANK_CARD: bank_cards,
    Kind.MOBILE_PHONE: mobile_phones,
}
_UNSEEN = r"[\s\u200b-\u200d\u2060\ufeff\u00ad]"
_A_GRADE = rf"[绝絕机機秘祕]{_UNSEEN}{{0,4}}密"
_DIGIT = "[0-9０-９]"
_PARTED = rf"(?:{_UNSEEN}|[-.·．－‐-―−﹣]){{0,2}}"
# Eleven digits as of a mobile telephone, or fifteen: what any finder of numbers needs to see.
_MANY_DIGITS = (
    rf"[1１]{_PARTED}[3-9３-９](?:{_PARTED}{_DIGIT}){{9}}|{_DIGIT}(?:{_PARTED}{_DIGIT}){{14}}"
)
# What a text must hold before a finder is asked at all.
_NEEDS = dict.fromkeys(FINDERS, re.compile(_MANY_DIGITS)) | {
    Kind.SECRECY_MARK: re.compile(_A_GRADE)
}
_BLANKS_BETWEEN = r"\s{0,2}"


@dataclass(frozen=True)
class Rules:
    """Finders with their levels, and words by level. Pure: asks no database."""

    levels: dict
    words: dict  # {level: compiled}
    allowed: re.Pattern | None
    quick: re.Pattern  # whatever no finder could find does not fit it

    @classmethod
    def of(cls, levels, words=()):
        """`levels`: {kind: level}; `words`: (text, level) pairs, "" for an allowed phrase."""
        levels = {Kind(kind): Level(level) for kind, level in levels.items() if level}
        by_level, quick = {}, []
        for text, level in words:
            by_level.setdefault(level, []).append(_loosely(text))
            if level:
                quick.append(_loosely(text, as_typed=True))
        allowed = by_level.pop("", [])
        parts = [_A_GRADE] * (Kind.SECRECY_MARK in levels)
        parts += [_MANY_DIGITS] * bool(set(levels) - {Kind.SECRECY_MARK})
        return cls(
            levels,
            {Level(level): re.compile("|".join(many)) for level, many in by_level.items()},
            re.compile("|".join(allowed)) if allowed else None,
            re.compile("|".join(parts + quick) or r"(?!)"),
        )

    def find(self, text) -> list[Span]:
        """All finds in the order of the text; of two that overlap the stricter one."""
        if not text or self.quick.search(text) is None:
            return []
        return self._found_in(plain(text))

    def _found_in(self, text):
        innocent = [match.span() for match in self.allowed.finditer(text)] if self.allowed else []
        found = []
        for span in self._each(text):
            if any(start <= span.start and span.end <= end for start, end in innocent):
                continue
            if not any(span.overlaps(other) for other in found):
                found.append(span)
        return sorted(found)

    def _each(self, text):
        asked = [kind for kind in FINDERS if kind in self.levels and _NEEDS[kind].search(text)]
        for level in Level:
            for kind in asked:
                if self.levels[kind] == level:
                    for start, end in FINDERS[kind](text):
                        yield Span(start, end, kind, level)
            if level in self.words:
                for match in self.words[level].finditer(text):
                    yield Span(*match.span(), Kind.WORD, level)


def _loosely(text, as_typed=False):
    """The word, blanks between its characters or not; `as_typed`: full-width ones too."""
    said = [c for c in plain(text) if not c.isspace()]
    if as_typed:
        said = [f"[{re.escape(c)}{chr(ord(c) + 0xFEE0)}]" if "!" <= c <= "~" else c for c in said]
        return _BLANKS_BETWEEN.join(said)
    return _BLANKS_BETWEEN.join(map(re.escape, said))


class _Kept:
    """The rules of this process, and which state of the list they were made of."""

    def __init__(self):
        self.state, self.rules, self.levels = None, None, None
        self.lock = threading.Lock()
        self.asked = threading.local()

    def now(self):
        levels = settings.GATE_LEVELS
        if not getattr(self.asked, "already", False) or self.levels != levels:
            self._follow(levels)
            self.asked.already = True
        return self.rules

    def _follow(self, levels):
        state = GuardedWord.objects.aggregate(Count("pk"), Max("changed_at"))
        with self.lock:
            if state == self.state and levels == self.levels:
                return
            words = GuardedWord.objects.filter(is_active=True).order_by("pk")
            self.rules = Rules.of(
                levels,
                [
                    (text, "" if kind == WordKind.ALLOWED else level)
                    for kind, text, level in words.values_list("kind", "text", "level")
                ],
            )
            self.state, self.levels = state, dict(levels)

    def ask_again(self, **kwargs):
        self.asked.already = False


_kept = _Kept()


def current() -> Rules:
    return _kept.now()


def ask_again():
    """The list was changed in a way that no signal tells: the next question looks again."""
    _kept.ask_again()


for _signal in (request_started, task_prerun):
    _signal.connect(_kept.ask_again, weak=False)
for _signal in (post_save, post_delete):
    _signal.connect(_kept.ask_again, sender=GuardedWord, weak=False)
