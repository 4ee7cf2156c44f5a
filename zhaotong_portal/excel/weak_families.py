"""Families by the word in which a label ends, asked only of labels that no family of `families.py` knows.

A clerk who writes 办毕日 or 执行人 still ends in what the column holds. Such a column is weaker than any that is known
outright: it feeds a field only where no other does. Its family carries a `?`.
"""

import re

from .families import family_of, label_of
from .memo import Memo
from .morphology import stems

WEAK = "?"
_LONGEST = 9
_NOT_OURS = re.compile(r"\d|资金|经费|金额|预算|得分|评分|满意|乡镇|行业|地址|地点|会议")
# What only a whole label says: 情况说明 is no 情况, and 项目时间 may be any time.
_NEVER_BY_STEM = frozenset(
    {
        "other_date",
        "deadline.loose",
        "portal",
        "year",
        "month",
        "figure.value",
        "figure.total",
        "tags",
    }
)
_ENDINGS = [
    ("serial", r"^(次序|顺次|条目)$|^[\u4e00-\u9fff]{1,2}号$"),
    ("code", r"^(单位|机构)(编号|号)$|(标识|识别|信用)码$"),
    ("phone", r"号码$|座机|固话|短号"),
    ("email", r"电邮|mail|信箱"),
    ("username", r"账户|帐户|登录"),
    ("person.name", r"姓名|^人名$|^名单$|(?<!书记)名字$"),
    ("units.short", r"缩写|简写|短名|略称"),
    ("units.alias", r"旧称|原名|原称|俗名|曾称|别名"),
    ("units.name", r"(单位|机构|机关|部门)(全)?名(称)?$"),
    ("source", r"(来源|由来|渠道|出处|途径)$"),
    ("beneficiary", r"(对象|受众|人群|群体|受益方|受惠方|受益者)$|^(受益|受惠)|^惠及(的)?(群众|企业|居民|农户|人员|群体)"),
    ("progress", r"(占比|比重|比例|进度|完成度|完成量)$"),
    ("next_steps", r"(次月|下个|下周期|下轮|接下来|往后).*(计划|打算|安排|工作|任务)?|(打算|设想)$"),
    ("measures", r"(对策|举措|措施|办法|方法|打法|路径|抓手|手段|步骤|途径|方式|方案|做法)$"),
    ("result", r"整改.*(结果|情况|成果|效果|落实)"),
    ("progress.text", r"进展|(情况|状况|现状|动态|推进)$|^(目前|当前|最新)状"),
    ("difficulty", r"困难|难点|障碍|瓶颈|制约|诉求"),
    ("notes", r"说明$|批注|附言|附记|其[他它]$|备忘"),
    ("target", r"(目标|指标|愿景)$"),
    ("requirements", r"(要求|标准|规定)$"),
    ("deadline", r"(时限|期限|截止|限期|节点|到期|工期)"),
    ("deadline", r"(完成|完结|办结|办毕|到期|竣工|销号)日$"),
    ("deadline.loose", r"(时间|日期|时点|月份)$"),
    ("title.problem", r"问题|短板|不足|隐患|差距"),
    ("co_units", r"^(共同|协力|协从|参建|协作|联合|配合|会同|合作|参与|支持).*(单位|部门|方)$|^(参建|协办|配合)方$"),
    ("unit", r"(单位|部门|机关|机构|主体|党组|党委)$"),
    ("branch", r"支部"),
    ("category", r"(类别|类型|种类|分类|门类)$"),
    ("people", r"^[\u4e00-\u9fff]{1,6}(人|人员|者|同志|员)$"),
    ("post", r"(职务|岗位|职级|职称)$"),
    ("title.key", r"^重点"),
    ("title.service", r"^服务.{0,3}(名称|名目)$"),
    ("title.project", r"(项目|课题|立项|选题|工程)(名称|名|题目)?$"),
    ("title.item", r"(事项|实事|事由)$"),
    ("title.task", r"(任务|工作|要点|工作项|任务项)$"),
    ("title.content", r"内容$"),
    ("title.name", r"(名称|名目|题目|标题)$"),
]  # fmt: skip
_ENDINGS = [(name + WEAK, re.compile(words)) for name, words in _ENDINGS]


def _weak_family(value):
    label = label_of(value) if isinstance(value, str) and len(value) < 4 * _LONGEST else ""
    if not 2 <= len(label) <= _LONGEST or _NOT_OURS.search(label):
        return None
    for stem in stems(label):  # 服务类别名称 holds what 类别 says
        if (family := family_of(stem)) and family not in _NEVER_BY_STEM:
            return family + WEAK
    return next((name for name, words in _ENDINGS if words.search(label)), None)


_memo = Memo(_weak_family)


def weak_family_of(label):
    if len(_memo) > 20_000:
        _memo.clear()
    return _memo[label]


def strong(family):
    """The family itself, whether a label is known outright or by its ending."""
    return family.removesuffix(WEAK) if family else family
