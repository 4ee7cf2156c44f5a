"""What a row of a table is: a record, or one of the things that lists have besides records."""

import re

from .cells.choices import read_category
from .memo import Memo
from .text import compact

NOTE, TOTAL, ORDINAL, HEADING = "note", "total", "ordinal", "heading"

_NOTE = re.compile(
    r"(备?注|说明|填[报表写]说明|备注说明|注意(事项)?|附注?|提示|温馨提示)\d*[:：.、]|(备?注|说明|填[报表]说明)$"
    r"|(填[报表]人|制表人?|填报单位|报送单位|审核人?|审签人?|审定人?|签字|签发|单位(负责人|领导|盖章)|主要(负责人|领导)(签字|签名)?|分管领导(签字|签名)?|负责人(签字|签名|\(签字\))|联系(人|电话)|填[报表](日期|时间)|经办人|报送(日期|时间)|电话)([:：(]|$)"
    r"|第\d+页|共\d+页|[本此](表|件)|\(?盖章\)?$|以下空白|[(]?(填写|填报|填表)?(示例|样例|范例|举例|例如?|样表)(行|数据|\d)?[)]?[:：]?$|[(（]?此(表|件)"
)
_TOTAL = re.compile(
    r"(合计|总计|小计|共计|累计|总数|汇总|平均)([:：(\d].*)?$|[\u4e00-\u9fff]{2,12}(小计|合计|总计)([:：(\d].*)?$|共\d+[项个条件]"
)
_ORDINAL = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)]?[、.．]?$")
_HEADING = re.compile(
    r"[(]?[一二三四五六七八九十]{1,3}([)、.．]|[)][、.．])\S|第[一二三四五六七八九十]+(部分|类|片区|项|章|节|块)"
)


_SPACED_ORDINAL = re.compile(r"\s*[(（]?[一二三四五六七八九十]{1,3}[)）]?\s+(?=\S)")


def role_of(value):
    """By the first cell of a row: a note, a total, a heading (一、服务基层), an ordinal alone, or None."""
    if not isinstance(value, str):
        return None
    text = compact(value).lstrip("※★*☆")
    if _NOTE.match(text):
        return NOTE
    if len(text) <= 24 and _TOTAL.match(text):
        return TOTAL
    if _ORDINAL.match(text):
        return ORDINAL
    if _HEADING.match(text) or _SPACED_ORDINAL.match(value):
        return HEADING
    return HEADING if text and read_category(text) else None


def new_roles():
    return Memo(role_of)


_BEFORE_HEADING = re.compile(
    r"^(?:第[一二三四五六七八九十]{1,3}(?:部分|类|片区|项|章|节|块)[、.:：]?|[(]?[一二三四五六七八九十\d]{1,3}[)、.．]+)"
)
_NAMED_HEADING = re.compile(r"^(?:责任|填报|承办|牵头|报送)?(?:单位|部门)(?:名称)?[:：](?=.)")
_AFTER_HEADING = re.compile(r"[(][^()]*[)][:：]?$|清单$|[:：。]$")


def heading_text(text):
    """服务基层 from 一、服务基层(共9项), 市税务局 from 单位:市税务局."""
    plain = _BEFORE_HEADING.sub("", compact(_SPACED_ORDINAL.sub("", text, count=1)))
    return _AFTER_HEADING.sub("", _NAMED_HEADING.sub("", plain))
