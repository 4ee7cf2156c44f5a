"""What a row of a table is: a record, or one of the things that lists have besides records."""

import re

from .cells.choices import read_category
from .memo import Memo
from .text import compact

NOTE, TOTAL, ORDINAL, HEADING = "note", "total", "ordinal", "heading"

_NOTE = re.compile(
    r"(备?注|说明|填[报表写]说明|备注说明|注意(事项)?|附注?|提示|温馨提示)\d*[:：.、]|(备?注|说明|填[报表]说明)$"
    r"|(填[报表]人|制表人?|填报单位|报送单位|审核人?|审签人?|审定人?|签字|签发|单位(负责人|领导|盖章)|主要(负责人|领导)(签字|签名)?|分管领导(签字|签名)?|负责人(签字|签名|\(签字\))|联系(人|电话)|填[报表](日期|时间)|经办人|报送(日期|时间)|电话)([:：(]|$)"
    r"|第\d+页|共\d+页|\(?盖章\)?$|以下空白|[(]?(示例|样例|范例|例如?)[)]?[:：]?$|[(（]?此(表|件)"
)
_TOTAL = re.compile(
    r"(合计|总计|小计|共计|累计|总数|汇总|平均)([:：(\d].*)?$|[\u4e00-\u9fff]{2,12}(小计|合计|总计)([:：(\d].*)?$|共\d+[项个条件]"
)
_ORDINAL = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)]?[、.．]?$")
_HEADING = re.compile(
    r"[(]?[一二三四五六七八九十]{1,3}([)、.．]|[)][、.．])\S|第[一二三四五六七八九十]+(部分|类|片区)"
)


def role_of(value):
    """By the first cell of a row: a note, a total, a heading (一、服务基层), an ordinal alone, or None."""
    if not isinstance(value, str):
        return None
    text = compact(value)
    if _NOTE.match(text):
        return NOTE
    if len(text) <= 24 and _TOTAL.match(text):
        return TOTAL
    if _ORDINAL.match(text):
        return ORDINAL
    return HEADING if _HEADING.match(text) or (text and read_category(text)) else None


def new_roles():
    return Memo(role_of)


def heading_text(text):
    """服务基层 from 一、服务基层(共9项)."""
    return re.sub(
        r"^[(]?[一二三四五六七八九十\d]{1,3}[)、.．]+|[(][^()]*[)]$|清单$|[:：]$", "", compact(text)
    )
