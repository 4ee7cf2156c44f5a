"""Cells that choose one of a few: category of service, way of leading, source of a finding, yes or no."""

import re

from ..text import compact, unbracketed

CATEGORIES = {"基层": "grassroots", "群众": "public", "企业": "enterprise"}
_CATEGORY = re.compile(
    r"[一二三1-3①-③]?[、.]?(?:服务)?(?:于|类别|类)?[:：]?(基层|群众|企业)(?:类|方面|事项|清单)?"
)
_SERVICE_WORDS = re.compile(r"服务(基层|群众|企业)")
_CODES = {"grassroots", "public", "enterprise"}

_SOURCES = (
    ("unannounced", "四不两直|明查暗访|明察暗访|暗访|暗查"),
    ("assessment", "述职|考核"),
    ("rating", "差评|扫码|群众评议|好差评|满意度"),
    ("public_clue", "昭通评议|线索|信访|举报|投诉|热线"),
    ("self_check", "自查|自评|自检"),
    ("inspection", "督查|督导|检查|巡察|抽查"),
    ("district_visit", "片区|调研|座谈|走访"),
)
_SOURCES = tuple((code, re.compile(words)) for code, words in _SOURCES)
_YES = re.compile(
    r"(是|已|√|✓|✔|有|对|y|yes|true|1|完成|销号|已.+|(整改|全部|全面)(完成|完毕|到位|办结|销号)|完成整改|办结|列入|纳入|完全)[。.]?",
    re.I,
)
_NO = re.compile(
    r"(否|未.*|×|✗|✘|x|无|不.*|没.*|n|no|false|0|尚未.*|正在.*|[\u4e00-\u9fff]{2,6}中|[-—/]*)[。.]?",
    re.I,
)


def read_category(value):
    """`grassroots`, `public`, `enterprise`, or None."""
    text = compact(value)
    if text.lower() in _CODES:
        return text.lower()
    match = _CATEGORY.fullmatch(unbracketed(text)) if text else None
    return CATEGORIES[match[1]] if match else None


def category_named_in(text):
    """The one category that a title or a sheet's name speaks of; None where it is none or several."""
    named = set(_SERVICE_WORDS.findall(compact(text)))
    return CATEGORIES[named.pop()] if len(named) == 1 else None


def read_lead(value):
    """书记领办 or 支部引办."""
    text = compact(value)
    secretary, branch = (
        re.search(r"书记领办|书记.{0,4}领办|领办书记", text),
        re.search(r"支部引办|支部.{0,4}引办", text),
    )
    if bool(secretary) == bool(branch):
        return {
            "领办": "secretary_led",
            "引办": "branch_led",
            "secretary_led": "secretary_led",
            "branch_led": "branch_led",
        }.get(text)
    return "secretary_led" if secretary else "branch_led"


def read_source(value):
    """The code of glossary.md for where a problem was found, or None."""
    text = compact(value)
    if any(text == code for code, _ in _SOURCES):
        return text
    return next((code for code, words in _SOURCES if words.search(text)), None)


def read_flag(value):
    """True, False, or None where the cell says neither."""
    if isinstance(value, bool):
        return value
    text = compact(value)
    if not text:
        return None
    if _NO.fullmatch(text):
        return False
    return True if _YES.fullmatch(text) else None
