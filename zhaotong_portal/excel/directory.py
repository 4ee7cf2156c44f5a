"""How the reader asks who is meant by a unit's name. It knows no model: the caller hands in a directory."""

import csv
import difflib
import re
from pathlib import Path
from typing import Protocol

from .cells.unit_names import UnitRef
from .text import BRACKETED, compact, folded, unbracketed

EVERYONE = re.compile(
    r"(?:昭通)?(?:全市|市级|市直|市直机关|市直属|机关|我市)*(?:各级|各|全体|所有|全部|\d+个|\d+家)(?:县区|市直|市级|市直机关|责任|有关|相关|成员|参加|参评|机关|基层|直属)*"
    r"(?:单位|部门|党组|党委|党组党委|党组织|党支部|支部|党总支|机关|机关单位|企事业单位|部门单位)*(?:、?各?(?:党委|党组|单位|部门))*"
)


# 市税务局党组 is the unit by its leading body, unless a unit has that very name.
_BODY = re.compile(r"(?<=..)(?:机关)?(?:党组|党委|党总支|党支部)$")


class UnitDirectory(Protocol):
    def resolve(self, text: str) -> UnitRef | None:
        """The one unit of this name, or None; white space, width and a suffix such as (盖章) do not matter."""

    def suggestions(self, text: str) -> list[str]:
        """Names of units that may have been meant, the likeliest first."""

    def is_everyone(self, text: str) -> bool:
        """Whether the text means all units: 各单位, 市直各单位, 全体."""


def means_everyone(text):
    plain = re.sub(r"[()（）]", "", compact(text))
    bare = BRACKETED.sub("", compact(text))
    return any(t and EVERYONE.fullmatch(t) and len(t) >= 2 for t in (plain, bare))


class NameDirectory:
    """Units by full name, short name and alias, held in memory. A name that two units share means neither."""

    def __init__(self, rows):
        """`rows`: mappings or objects of (key, name, short_name, aliases); aliases a list or text split by `;`."""
        self._units, self._names = {}, []
        clashes = set()
        for key, name, short_name, aliases in rows:
            ref = UnitRef(key, name)
            spellings = aliases.split(";") if isinstance(aliases, str) else aliases
            for spelling in dict.fromkeys(_bare(s) for s in (name, short_name, *spellings) if s):
                if self._units.setdefault(spelling, ref) != ref:
                    clashes.add(spelling)
            self._names.append((short_name or name, _bare(name), _bare(short_name or name)))
        for spelling in clashes:
            del self._units[spelling]
        self._folded = _without_rivals((folded(s), ref) for s, ref in self._units.items())

    @classmethod
    def from_csv(cls, path, key="code"):
        with Path(path).open(encoding="utf-8-sig", newline="") as lines:
            return cls(
                (r[key], r["name"], r["short_name"], r["aliases"]) for r in csv.DictReader(lines)
            )

    def resolve(self, text):
        plain = compact(text)
        bare = _bare(plain)
        found = self._named(plain, bare)
        if found is None and (body := _BODY.search(bare)):
            found = self._named(bare[: body.start()], bare[: body.start()])
        return found

    def _named(self, plain, bare):
        return self._units.get(plain) or self._units.get(bare) or self._folded.get(folded(bare))

    def suggestions(self, text, limit=3):
        wanted = _bare(text)
        scored = sorted(
            (
                (max(_alike(wanted, full), _alike(wanted, short)), shown)
                for shown, full, short in self._names
            ),
            key=lambda pair: -pair[0],
        )
        return [shown for score, shown in scored[:limit] if score >= 0.5]

    def is_everyone(self, text):
        return means_everyone(text)


def _without_rivals(pairs):
    """Names without marks inside them, as aliases are told apart; what two units share means neither."""
    found, rivals = {}, set()
    for name, ref in pairs:
        if found.setdefault(name, ref) != ref:
            rivals.add(name)
    return {name: ref for name, ref in found.items() if name not in rivals}


def _bare(text):
    """A name without brackets and without marks around it."""
    plain = unbracketed(compact(text)).strip("*:、,.。;“”\"'/")
    return plain.replace("中国共产党", "中共")


def _alike(wanted, name):
    return difflib.SequenceMatcher(None, wanted, name, autojunk=False).ratio()
