"""Which units a cell names: one, several, or all of them."""

import re
from dataclasses import dataclass

from ..text import BRACKETED, as_text, compact

_SPLIT = re.compile(r"[、,，;；/\n\r|｜]+")
_NUMBER = re.compile(r"^\s*(?:\(?\d{1,2}[.、．)]|[①-⑳])\s*(?=\D)")
_AND = re.compile(r"[和及与]")
_ROLE_BEFORE = re.compile(
    r"^\s*(?:牵头|主办|主责|责任|承办|配合|协办|协同|参与|填报|报送)(?:单位|部门)?\s*[:：]"
)
_ROLE_AFTER = re.compile(r"(?:牵头|主办|主责|负责|配合|协办|协同|参与|等单位|等部门|等)+$")
_NOBODY = re.compile(r"[-‐-―/\\_.…\s]*|无")
DITTO = re.compile(r"[(（]?(?:同上|〃|″|＂|\"|同前)[)）]?")


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit as the directory knows it: whatever key the caller works with, and the full name."""

    key: object
    name: str


@dataclass(frozen=True, slots=True)
class NamedUnits:
    units: tuple[UnitRef, ...] = ()
    everyone: bool = False
    unknown: tuple[str, ...] = ()  # names that the directory does not have, as written


NOBODY = NamedUnits()


def split_names(value):
    """The names of a cell, with brackets, 牵头单位: and 等 taken off."""
    text = BRACKETED.sub("", as_text(value).replace("（", "(").replace("）", ")"))
    if not text.strip():  # 【市税务局】: the brackets hold all there is
        text = re.sub(r"[()\[\]【】〔〕<>（）]", "", as_text(value))
    parts = (_ROLE_BEFORE.sub("", _NUMBER.sub("", part)) for part in _SPLIT.split(text))
    names = (_ROLE_AFTER.sub("", part.strip()) for part in parts)
    return [name for name in names if not _NOBODY.fullmatch(name)]


def read_units(value, directory):
    """Whole cell first (a name may hold a separator), then name by name."""
    text = as_text(value)
    if _NOBODY.fullmatch(text):
        return NOBODY
    if directory.is_everyone(text):
        return NamedUnits(everyone=True)
    whole = directory.resolve(text)
    if whole is not None:
        return NamedUnits((whole,))
    units, everyone, unknown = [], False, []
    for name in split_names(text):
        if directory.is_everyone(name):
            everyone = True
        elif (unit := directory.resolve(name)) is not None:
            units.append(unit)
        elif spaced := _each_word(name, directory) or _joined(name, directory):
            units.extend(spaced)
        else:
            unknown.append(compact(name))
    return NamedUnits(tuple(dict.fromkeys(units)), everyone, tuple(unknown))


def _each_word(name, directory):
    """市税务局 市财政局, set apart by a space only: taken where every word is a unit."""
    found = [directory.resolve(word) for word in name.split()]
    return found if len(found) > 1 and None not in found else None


def _joined(name, directory):
    """市税务局和市财政局: parted where both sides are units, since names themselves hold a 和."""
    for mark in _AND.finditer(name):
        first, rest = directory.resolve(name[: mark.start()]), name[mark.end() :]
        if first is not None:
            last = directory.resolve(rest)
            others = [last] if last else _joined(rest, directory)
            if others:
                return [first, *others]
    return None
