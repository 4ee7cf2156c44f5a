"""Minutes of a meeting, pasted or as a Word file, become a draft of an activity (W18): local rules, a person confirms.

Nothing leaves the server and nothing is stored: what the rules do not find stays empty in the form.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from tasks.models import LearningForm
from zhaotong_portal.excel.cells.numerals import read_count, with_digits

LONGEST_TOPIC = 200
_LABEL = r"(?:^|\n|[;；。])\s*[（(]?[一二三四五六七八九十\d]*[)）、.．]?\s*"
_REST = r"\s*[:：]\s*([^\n]+)"
_FULL_DATE = re.compile(r"(20\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})")
_SHORT_DATE = re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
_TIME_LINE = re.compile(_LABEL + r"(?:会议|活动|学习|召开|开展)?(?:时间|日期)" + _REST)
_TOPIC_LINE = re.compile(
    _LABEL + r"(?:会议|活动|学习|研讨|党课|宣讲)?(?:主题|名称|议题|题目)" + _REST
)
_PLACE_LINE = re.compile(_LABEL + r"(?:会议|活动|学习)?(?:地点|地址|场所)" + _REST)
_SPEAKER_LINE = re.compile(
    _LABEL + r"(?:主讲人?|授课人?|宣讲人|领学人?|辅导人|主讲(?:领导|专家|老师))" + _REST
)
_DOCUMENT_LINE = re.compile(
    _LABEL + r"(?:学习(?:内容|材料|资料|篇目)|传达(?:学习)?内容|内容)" + _REST
)
_PRESENT = re.compile(
    r"实[到有]\s*(?:会)?\s*(?:人数)?\s*[:：]?\s*(?:党员)?\s*(\S{0,4}?\d[\d,]*余?)\s*[人名]"
)
_HEADS = (
    re.compile(r"(?:参[加会学]|出席|到会|与会|受教育)[^\n。；]{0,6}?(?:人数|人次)\s*[:：]?\s*(\d[\d,]*余?)"),
    re.compile(r"(?:参[加会学]|出席|到会|与会|共有?|共计|合计|组织)[^\n。；\d]{0,16}(\d[\d,]*余?)\s*(?:余)?(?:人|名)"),
)  # fmt: skip
_NAMES_LINE = re.compile(_LABEL + r"(?:参[加会学]|出席|到会|与会)(?:人员|对象|同志)" + _REST)
_WORKS = re.compile(r"《[^《》\n]{2,80}》")
_FORMS = (
    (LearningForm.LEADERS, r"班子领学|领导领学|领学"),
    (LearningForm.COLLECTIVE, r"集体研学|集体研讨|集中研讨|交流研讨"),
    (LearningForm.BRANCH, r"支部共学|三会一课|主题党日|党员大会"),
    (LearningForm.ALONE, r"个人自学|自学"),
)


@dataclass
class Draft:
    """What the notes seem to say, in the fields of the form; `found` names what was lifted, for the person who confirms."""

    fields: dict
    found: list = field(default_factory=list)


def read_notes(text, period, kinds=(), organisations=()) -> Draft:
    """Draft an activity of `period` from minutes. `kinds` and `organisations` are those that may be ticked."""
    plain = _tidied(text)
    fields = {
        "held_on": _day_of(plain, period),
        "topic": _topic_of(plain),
        "heads": _heads_of(plain),
        "form": _form_of(plain),
        "place": _line(_PLACE_LINE, plain, 100),
        "speaker": _line(_SPEAKER_LINE, plain, 60),
        "document": _line(_DOCUMENT_LINE, plain, 300) or "".join(_WORKS.findall(plain)[:3])[:300],
        "kinds": [kind.pk for kind in kinds if _is_named(kind, plain)],
        "organisations": [one.pk for one in organisations if one.name in plain],
    }
    return Draft(fields, [name for name, value in fields.items() if value])


def _tidied(text):
    """One form for width, line ends and spaces; Chinese numerals of dates stay as they are until asked for."""
    plain = unicodedata.normalize("NFKC", str(text or "")).replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) != "Cc")
    return re.sub(r"[ \t\u00a0\u3000]+", " ", plain).strip()


def _line(pattern, plain, most):
    match = pattern.search(plain)
    return match[1].strip(" 。;；,，")[:most] if match else ""


def _day_of(plain, period):
    """The day of the line 时间:…, else the first day of the month that the text names; None when it names none."""
    line = _TIME_LINE.search(plain)
    for part in (line[1] if line else "", plain):
        for year, month, day in _days_in(with_digits(part)):
            found = _day(year or period.year, month, day)
            if found and period.first_day <= found <= period.last_day:
                return found
    return None


def _days_in(text):
    for match in _FULL_DATE.finditer(text):
        yield tuple(map(int, match.groups()))
    for match in _SHORT_DATE.finditer(text):
        yield None, int(match[1]), int(match[2])


def _day(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _topic_of(plain):
    """The line 主题:…, else the heading: the first line that is neither a label nor a sentence."""
    if said := _line(_TOPIC_LINE, plain, LONGEST_TOPIC):
        return said
    for line in plain.splitlines():
        line = line.strip()
        if line and not re.search(r"[:：。]", line) and len(line) <= 60:
            return re.sub(r"^(关于)?(.*?)(会议)?(记录|纪要)$", r"\2", line) or line
    return ""


def _heads_of(plain):
    if match := _PRESENT.search(plain):
        return read_count(match[1])
    for pattern in _HEADS:
        if match := pattern.search(plain):
            return read_count(match[1])
    if match := _NAMES_LINE.search(plain):
        names = [name for name in re.split(r"[、,， ]+", match[1].strip(" 。")) if name]
        if len(names) >= 3 and all(len(name) <= 4 for name in names):
            return len(names)
    return None


def _form_of(plain):
    return next((form.value for form, words in _FORMS if re.search(words, plain)), "")


def _is_named(kind, plain):
    words = [word for word in re.split(r"[、,，;； ]+", kind.words) if word]
    return any(word in plain for word in words)
