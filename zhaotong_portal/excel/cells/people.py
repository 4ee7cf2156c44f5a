"""Names from a cell of responsible people: split, with posts and phones left out."""

import re

from ..text import BRACKETED, one_line

_SPLIT = re.compile(r"[、,，/;；\n\r|]+")
_PHONE = re.compile(r"(?:联系)?(?:电话|手机)?[:：]?\+?\d[\d\s-]{5,}\d")
_POST = re.compile(
    r"(?:党组|党委|党总支|党支部|支部|机关|工委|纪委|主管|分管|行政|常务|专职|第一|副|总|各|相关|有关|业务)*"
    r"(?:书记|主任|局长|科长|处长|院长|校长|主席|部长|行长|经理|委员|干事|队长|秘书长|所长|站长|成员|科室|负责人|责任人|同志|科员)+(?:员)?"
)
# 局长张三, 张三局长: the post is left out where a name remains.
_POST_BEFORE = re.compile(rf"^(?:{_POST.pattern})\s*(?=[\u4e00-\u9fff·]{{2,4}}$)")
_POST_AFTER = re.compile(
    rf"(?<=^[\u4e00-\u9fff]{{2}})(?:{_POST.pattern})$|(?<=^[\u4e00-\u9fff]{{3}})(?:{_POST.pattern})$"
)
_LABEL = re.compile(r"^[\u4e00-\u9fff]{2,6}[:：](?=\s*\S)")
_NUMBER = re.compile(r"^\(?\d{1,2}[.、．)]\s*")
_NOBODY = re.compile(r"[-‐-―/\\无.…]*")
_PADDED = re.compile(r"^([\u4e00-\u9fff])\s+([\u4e00-\u9fff])$")


def read_people(value):
    """A tuple of names in the order written."""
    text = value if isinstance(value, str) else one_line(value)
    text = text.replace("（", "(").replace("）", ")").replace("\u3000", " ")
    text = _PHONE.sub("", BRACKETED.sub("", text))
    names = [name for part in _SPLIT.split(text) for name in _names_of(part)]
    return tuple(names)


def _names_of(part):
    part = _LABEL.sub("", _NUMBER.sub("", part.strip())).removesuffix("等")
    if padded := _PADDED.match(part):  # 张 三, widened to the length of a three-character name
        return [padded[1] + padded[2]]
    words = part.split() if re.search(r"[\u4e00-\u9fff]{2}\s+[\u4e00-\u9fff]{2}", part) else [part]
    names = (one_line(word).strip(" .。:：()") for word in words)
    found = [name for name in names if not _NOBODY.fullmatch(name) and not _POST.fullmatch(name)]
    return [_POST_AFTER.sub("", _POST_BEFORE.sub("", name)) for name in found]
