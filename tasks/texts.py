"""Sentences that staff edit: which there are, what may stand in them, and what is in force (K3).

A placeholder is a Chinese word in braces, such as {要求日期}. A text with one that its kind does not know is refused
with the sentence that names it, when it is written and not when the sheets go out. Each app registers its kinds
(`register`) when it starts; what was issued keeps the words it was issued with.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from tasks.models import SheetText
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed, WorkflowError, check_text

KEEPERS = {Role.STAFF, Role.ADMINISTRATOR}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
SENTENCE_END = re.compile(r"(?<=[。！？；\n])")


@dataclass(frozen=True)
class TextKind:
    """`placeholders` maps each word to an example, which the preview shows. `must` have to be in the text."""

    code: str
    group: str
    label: str
    default: str
    placeholders: dict
    must: tuple = ()


class UnusableText(WorkflowError):
    """A text with a placeholder that nobody could fill in, or without one that it needs."""


_kinds: dict[str, TextKind] = {}


def register(*kinds: TextKind):
    for kind in kinds:
        check(kind, kind.default)
        _kinds[kind.code] = kind


def kinds() -> list[TextKind]:
    return list(_kinds.values())


def kind_of(code: str) -> TextKind | None:
    return _kinds.get(code)


class Wording(dict):
    """{code: text} of what staff have changed; what is left out says what the code says."""

    def say(self, code: str, **values) -> str:
        return fill(self.get(code) or _kinds[code].default, values)


def wording(codes: Iterable[str] = ()) -> Wording:
    """What is in force; one query."""
    rows = SheetText.objects.in_force()
    if codes:
        rows = rows.filter(kind__in=list(codes))
    return Wording(rows.values_list("kind", "text"))


def fill(text: str, values: dict) -> str:
    """The text with its placeholders filled in. One that a later version of the code no longer knows stays as it stands."""
    return PLACEHOLDER.sub(lambda found: str(values.get(found[1].strip(), found[0])), text)


def example(kind: TextKind, text: str) -> str:
    return fill(text, kind.placeholders)


def check(kind: TextKind, text: str) -> str:
    """The text, tidied; raises UnusableText with the sentence that is wrong."""
    text = text.strip()
    if not text:
        raise UnusableText("文本不能为空；要用回平台原来的文本，请点“恢复原文”。")
    for sentence in SENTENCE_END.split(text):
        _check_sentence(kind, sentence.strip())
    named = {name.strip() for name in PLACEHOLDER.findall(text)}
    if lacking := [name for name in kind.must if name not in named]:
        raise UnusableText(f"文本里必须有{_braced(lacking)}，否则单位看不到这项内容。")
    return text


def _check_sentence(kind, sentence):
    for name in PLACEHOLDER.findall(sentence):
        if name.strip() not in kind.placeholders:
            known = (
                f"可用的有：{_braced(kind.placeholders)}。"
                if kind.placeholders
                else "这段文本没有可用的占位符。"
            )
            raise UnusableText(f"没有名为“{{{name}}}”的占位符，见“{sentence}”。{known}")
    if set("{}") & set(PLACEHOLDER.sub("", sentence)):
        raise UnusableText(f"花括号没有成对，见“{sentence}”。")


def _braced(names):
    return "、".join(f"{{{name}}}" for name in names)


@transaction.atomic
def write(code: str, actor, text: str) -> SheetText:
    """Store the next version of a text. Saying the same again makes no version."""
    if actor.scope.role not in KEEPERS:
        raise NotAllowed("文本模板由工委科室和管理员维护。")
    kind = _kinds[code]
    text = check(kind, text)
    check_text(text, "文本")
    last = SheetText.objects.select_for_update().filter(kind=code).order_by("-version").first()
    before = last.text if last else kind.default
    if text == before:
        return last
    version = last.version + 1 if last else 2  # the code's own words are the first version
    row = SheetText.objects.create(kind=code, version=version, text=text, written_by=actor)
    record(actor, "sheet_text.write", "修改文本模板", row, changes={kind.label: [before, text]})
    return row
