"""What a scheme says, as plain data: what a form typed, what a version holds, what the next one starts from."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

from reviews.assessment.figures import FIGURES
from reviews.models import AdjustmentSign, PartSource

WHOLE = 100


@dataclass(frozen=True)
class PartContent:
    name: str
    weight: int
    source: str
    figure: str = ""
    judges: tuple = ()
    exempt_kinds: tuple = ()
    standard: str = ""

    def scored(self):
        return [
            self.name, self.weight, self.source, self.figure, sorted(self.judges), sorted(self.exempt_kinds)
        ]  # fmt: skip


@dataclass(frozen=True)
class AdjustmentContent:
    sign: str
    name: str
    most: Decimal

    def scored(self):
        return [self.sign, self.name, f"{self.most:.1f}"]


@dataclass(frozen=True)
class SchemeContent:
    title: str
    parts: tuple[PartContent, ...] = ()
    adjustments: tuple[AdjustmentContent, ...] = ()
    basis: str = ""
    change_note: str = ""

    @property
    def weight(self):
        return sum(part.weight for part in self.parts)

    @property
    def scored_digest(self):
        """Of what makes the scores, and of nothing else: another title needs no other simulation."""
        return _digest([[part.scored() for part in self.parts], self._adjustments()])

    @property
    def edition(self):
        """Of every word: over which version of the draft something was typed."""
        parts = [[*part.scored(), part.standard] for part in self.parts]
        return _digest([self.title, self.basis, self.change_note, parts, self._adjustments()])

    def _adjustments(self):
        return [one.scored() for one in self.adjustments]

    def faults(self) -> list[str]:
        """What forbids that it takes effect; empty when nothing does."""
        if not self.parts:
            return ["还没有考核内容。"]
        found = []
        if self.weight != WHOLE:
            found.append(f"各项权重合计应为 100%，现为 {self.weight}%。")
        for part in self.parts:
            if part.source == PartSource.FIGURE and part.figure not in FIGURES:
                found.append(f"“{part.name}”引用的数据项已不存在，请重新选择来源。")
            if part.source == PartSource.JUDGED and not part.judges:
                found.append(f"“{part.name}”由评委打分，请写明评委。")
        return found


def _digest(said):
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def content_of(scheme) -> SchemeContent:
    parts = tuple(
        PartContent(
            part.name, part.weight, part.source, part.figure, tuple(part.judges),
            tuple(part.exempt_kinds), part.standard,
        )
        for part in scheme.parts.all()
    )  # fmt: skip
    adjustments = tuple(
        AdjustmentContent(one.sign, one.name, one.most) for one in adjustments_of(scheme)
    )
    return SchemeContent(scheme.title, parts, adjustments, scheme.basis, scheme.change_note)


def adjustments_of(scheme):
    """What adds points before what takes them."""
    return scheme.adjustments.order_by("-sign", "order", "pk")


def digest_of_scheme(scheme) -> str:
    """Of what content a simulation was looked at (AssessmentScheme.simulated_digest)."""
    return content_of(scheme).scored_digest


def changes_between(old: SchemeContent, new: SchemeContent) -> list[str]:
    """One short sentence each, in the order of the new version; what is gone comes last."""
    said = []
    before = {part.name: part for part in old.parts}
    for part in new.parts:
        was = before.pop(part.name, None)
        if was is None:
            said.append(f"增加“{part.name}”（{part.weight}%）")
            continue
        if was.weight != part.weight:
            said.append(f"“{part.name}”权重由 {was.weight}% 改为 {part.weight}%")
        if (was.source, was.figure) != (part.source, part.figure):
            said.append(f"“{part.name}”来源由{source_text(was)}改为{source_text(part)}")
        if sorted(was.judges) != sorted(part.judges):
            said.append(f"“{part.name}”评委有调整")
        if sorted(was.exempt_kinds) != sorted(part.exempt_kinds):
            said.append(f"“{part.name}”不考核的单位类型有调整")
        if was.standard != part.standard:
            said.append(f"“{part.name}”评分标准有调整")
    said += [f"取消“{name}”" for name in before]
    return said + _adjustment_changes(old, new)


def _adjustment_changes(old, new):
    said = []
    before = {(one.sign, one.name): one for one in old.adjustments}
    for one in new.adjustments:
        was = before.pop((one.sign, one.name), None)
        label = AdjustmentSign(one.sign).label
        if was is None:
            said.append(f"增加{label}项“{one.name}”（最多 {one.most:.1f} 分）")
        elif was.most != one.most:
            said.append(f"{label}项“{one.name}”由最多 {was.most:.1f} 分改为 {one.most:.1f} 分")
    return said + [f"取消{AdjustmentSign(sign).label}项“{name}”" for sign, name in before]


def source_text(part) -> str:
    """Of a part or of its content: 平台数据：月报按时率."""
    label = PartSource(part.source).label
    if part.source != PartSource.FIGURE:
        return label
    known = FIGURES.get(part.figure)
    return f"{label}：{known.label if known else part.figure}"
