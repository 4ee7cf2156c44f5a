"""What may be written in a month: values checked and tidied, each fault with its Chinese sentence beside its field."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from tasks.models import Light, QuantityType, ValueState
from zhaotong_portal.gate import checking as gate

MOST = 9_999_999
WORDS = {
    "零": ValueState.ZERO,
    "零报告": ValueState.ZERO,
    "无": ValueState.ZERO,
    "不适用": ValueState.NOT_APPLICABLE,
    "免报": ValueState.EXEMPT,
}
NEEDS_REASON = (ValueState.NOT_APPLICABLE, ValueState.EXEMPT)
REASON_LENGTH = 300


class EntryErrors(Exception):
    """What cannot be saved: {field: Chinese sentence}. What was typed is kept by whoever asked."""

    def __init__(self, errors):
        super().__init__("；".join(errors.values()))
        self.errors = errors


class EntryConflict(Exception):
    """Somebody else saved meanwhile. Both texts are kept: `mine` was not written, `theirs` is what is stored."""

    def __init__(self, mine, theirs, version, by, at):
        super().__init__("内容已被他人修改")
        self.mine, self.theirs, self.version, self.by, self.at = mine, theirs, version, by, at


@dataclass(frozen=True)
class Entry:
    """An indicator's value as typed: one of the four states."""

    state: str
    value: Decimal | None
    reason: str = ""


def tidy(text) -> str:
    """Line ends of every system made one; dropped is what no database (NUL) or no document of Word or Excel can hold."""
    text = str(text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or _can_be_kept(c)).strip()


def _can_be_kept(character):
    return character not in "\ufffe\uffff" and unicodedata.category(character) not in ("Cc", "Cs")


def unfit(name, text, most=None):
    """Why a text cannot be stored: too long, or held back by the gate; None when it can."""
    most = most or settings.TEXT_MAX_LENGTH
    if len(text) > most:
        return f"{name}最多 {most:,} 字，现有 {len(text):,} 字，请精简后保存。"
    fault = gate.sentence(text)
    return f"{name}{fault}" if fault else None


def clean_line(fields) -> dict:
    """The given fields of a line, typed; raises EntryErrors with all faults at once."""
    clean, errors = {}, {}
    if "percent" in fields:
        clean["percent"], errors["percent"] = read_percent(fields["percent"])
    if "light" in fields:
        clean["light"] = fields["light"] or ""
        if clean["light"] and clean["light"] not in Light.values:
            errors["light"] = "进度灯请在“正常、有风险、滞后”中选择。"
    for name, label in (("text", "进展"), ("reason", "原因")):
        if name in fields:
            clean[name] = tidy(fields[name])
            errors[name] = unfit(label, clean[name])
    if "claims_done" in fields:
        clean["claims_done"] = is_true(fields["claims_done"])
    errors = {name: text for name, text in errors.items() if text}
    if errors:
        raise EntryErrors(errors)
    return clean


def read_version(value) -> int:
    """The version that a page was made of; what cannot be read fits no stored one."""
    text = str(value or 0)
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else -1


def is_true(value) -> bool:
    return value in (True, "1", "on", "true", "True")


def read_percent(value):
    """(number or None, fault or None). Full-width digits and a percent sign are understood."""
    text = (
        unicodedata.normalize("NFKC", str("" if value is None else value))
        .strip()
        .rstrip("%")
        .strip()
    )
    if not text:
        return None, None
    if not re.fullmatch(r"-?\d{1,9}", text):
        return None, "进度请填 0 到 100 的整数。"
    number = int(text)
    if not 0 <= number <= 100:
        return None, f"进度应在 0 到 100 之间，填的是 {number}。"
    return number, None


def read_value(text, quantity, reason="") -> Entry | None:
    """A cell of the grid: a number, 0, or a word (不适用, 免报); None when empty. Raises EntryErrors."""
    text = unicodedata.normalize("NFKC", tidy(text)).replace(",", "").replace(" ", "")
    reason = tidy(reason)
    if fault := unfit("说明", reason, REASON_LENGTH):
        raise EntryErrors({"reason": fault})
    if not text:
        return None
    if text in WORDS:
        state = WORDS[text]
        if state in NEEDS_REASON and not reason:
            raise EntryErrors({"reason": f"请写明{state.label}的原因。"})
        return Entry(state, Decimal(0) if state == ValueState.ZERO else None, reason)
    decimals = r"(\.\d{1,2})?" if quantity == QuantityType.TEN_THOUSAND_YUAN else ""
    if not re.fullmatch(r"\d{1,12}" + decimals, text):
        raise EntryErrors({"value": "请填不小于 0 的整数，或填“不适用”“免报”。"})
    number = Decimal(text)
    if number > MOST:
        raise EntryErrors({"value": f"数值不能超过 {MOST:,}，请核对。"})
    return Entry(ValueState.REPORTED if number else ValueState.ZERO, number, reason)


def value_text(value) -> str:
    """What the cell shows of a stored value."""
    if value is None:
        return ""
    if value.state in NEEDS_REASON:
        return value.get_state_display()
    number = value.value.normalize()
    return f"{number:f}"
