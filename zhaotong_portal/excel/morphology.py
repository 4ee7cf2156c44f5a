"""How labels are put together: what qualifies comes first, the noun that says what a column holds comes last.

拟完成的时限要求, 服务类别名称, 具体举措和办法: without 拟, 名称 and 和办法 each is a word that is known. Taken off are only
words that say nothing about what stands in the cells.
"""

import re

# Words at the end that name the form of an entry: 类别名称 is a 类别, 支部全名 a 支部.
_TAIL = re.compile(
    r"(?:(?<=对象)(类别|类型|分类|种类)|(的)?(全?名称?|名字|名单|全称|名目|一?栏目?|信息|详情|明细|具体情况|简况|填写|值|一览|范围|群体|唯一|说明|描述))$"
)
# Words before the noun that say how, whose or how far, and not what.
_HEAD = re.compile(
    r"^(具体|主要|拟定?|所属|所在|所任|所|本级|本人|本|该|各|相关|有关|对应|当前|目前|现有|现任|现阶段|现|已|总体?|总|全年度?|年度|本年度?"
    r"|实际|预计|预定|约定|计划|个人|平台|系统|市直|机关|三服务|完整|标准|正式|规范|常用|最终|最后|最新|全部|累计|承办|推进|服务|工作|项目|事项|任务|问题|整改|党建|单位|人员|用户)(的)?"
)
# 举措和办法, 联系电话/手机: two names of one thing; the last of them is as good as the first.
_JOINED = re.compile(r"[和及与或、/]")
_SHORTEST = 2
_MOST = 12  # stems of one label


def stems(label):
    """What remains of a label, the longest first, when words that say nothing about its cells are taken off."""
    found, waiting = [], [label]
    while waiting and len(found) < _MOST:
        text = waiting.pop(0)
        for shorter in (_TAIL.sub("", text), _HEAD.sub("", text), *_sides(text)):
            if len(shorter) >= _SHORTEST and shorter != text and shorter not in found:
                found.append(shorter)
                waiting.append(shorter)
    return found


def _sides(text):
    parts = [part for part in _JOINED.split(text) if part]
    return (parts[-1], parts[0]) if len(parts) == 2 else ()
