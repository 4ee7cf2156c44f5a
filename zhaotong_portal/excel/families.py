"""Families of words by which the columns of a list are known.

A label belongs to the first family that recognises it, so the narrow ones stand first: 问题来源 is
where a problem was found, 存在问题 the problem. Which family feeds which field is the kind's
business (`kinds.py`); a family that the kind has no use for is known all the same, and only a
label of no family at all is an unknown column.
"""

import re

from .memo import Memo
from .text import compact, unbracketed

LONGEST_LABEL = 18  # a longer text is a sentence that happens to contain the word
LONGEST_TITLE_LABEL = 10
_SENTENCE = re.compile(r"[,，。;；!?:：]")

_FAMILIES = [
    ("row_key", r"^(行标识|数据标识|系统标识|系统编号|row_?key)$"),
    (
        "closed",
        r"^(是否)?(已)?(销号|办结|整改到位|完成整改|整改完成)(情况|状态|与否)?$|是否.*(销号|办结|整改)",
    ),
    ("livelihood_ten", r"民生实事|livelihood_ten"),
    ("enterprise_ten", r"惠企实事|enterprise_ten"),
    ("phone", r"^(?!.*(责任人|负责人|书记|领办)).*(电话|手机|联系方式|联络方式)|^phone$"),
    ("email", r"邮箱|邮件|^e-?mail$"),
    ("start", r"(开始|启动|起始|开工|起)(时间|日期|月份)|时间.*(开始|起)$"),
    (
        "other_date",
        r"(填报|报送|上报|发现|检查|督查|更新|反馈|交办|制表|调研|登记|录入|实际.*|评议|任职|销号)(时间|日期)|^(日期|年度|年份|月份|所属月份)$",
    ),
    (
        "deadline",
        r"时限|期限|时间节点|截止|限期|时间要求|完成节点|(完成|办结|办理|整改|结束|到期|目标)[\u4e00-\u9fff]{0,2}(时间|日期|月份)|时间.*(结束|止)$|^(deadline|due)$",
    ),
    (
        "deadline.loose",
        r"(计划|预计|实施|推进|落实|起止|服务|开展)[\u4e00-\u9fff]{0,2}(时间|日期|月份)|^(时间|节点)(安排|进度)?$",
    ),
    ("unit.report", r"(填报|报送|上报|申报|填写|填表)(单位|部门)"),
    (
        "co_units",
        r"(配合|协同|协办|协助|协作|参与|联办|会办|配办|共建)(责任)?(单位|部门|科室)?(名称)?$|(单位|部门).*(配合|协办|协助|协同|参与)$|^co_units$",
    ),
    ("office", r"科室|处室|股室|内设机构"),
    (
        "unit.lead",
        r"(牵头|主办|主责|主体责任|第一责任)(责任)?(单位|部门|主体)(名称)?$|(单位|部门).*(牵头|主办|主责)$|^(牵头|主办)$",
    ),
    ("unit.supervise", r"(监督|督办|督导|审核|验收|考核|监管|主管|指导|挂联|结对|帮扶)(单位|部门)"),
    ("units.name", r"单位全称|^全称$|机构名称"),
    ("units.short", r"简称|^short_?name$"),
    ("units.alias", r"别称|别名|曾用名|其他(写法|名称|叫法)|^aliases$"),
    ("units.kind", r"单位(类型|性质|类别|属性)|机构性质"),
    ("district", r"片区|^district$"),
    ("order", r"排序|顺序号?$|^(protocol_)?order$"),
    ("code", r"代码|编码|^code$"),
    ("person.name", r"^(人员|用户)?(姓名|名字)$"),
    ("username", r"账号|帐号|用户名|登录名|^username$"),
    ("role", r"角色|权限|^role$"),
    ("post", r"职务|岗位|职位|职称|^post$"),
    (
        "people.lead",
        r"(领办|引办)(书记|人|领导|责任人|党员)?(姓名)?$|^(党组|党委|单位)书记(姓名)?$|书记领办人",
    ),
    ("people.branch", r"(支部|总支|党委|党组织)?书记(姓名)?$|^支书$"),
    ("leader", r"(责任|分管|挂联|包保|挂钩|联系|牵头|主管|督办|包案|主要|指导)领导|领导(姓名)?$"),
    (
        "people",
        r"(责任|负责|承办|办理|包保|牵头|服务|整改|实施|具体)(人|人员|者)(姓名)?$|责任人|负责人|责任到人|^(people|责任者|联络员)$",
    ),
    ("contact", r"联系人|经办人|填报人|填表人|审核人|联络人"),
    (
        "source",
        r"(问题|线索|信息)来源|^来源$|(发现|反馈|检查|督查)(渠道|方式|途径|形式|类型)|^source$",
    ),
    ("problem.kind", r"(问题|隐患)(类型|类别|分类|性质|领域|级别)"),
    ("problem.cause", r"原因|症结"),
    ("serial", r"^(序号?|序列号?|编号|项次|行号|号|no\.?|id|[\u4e00-\u9fff]{0,4}(序号|编号))$|#"),
    ("next_steps", r"下(一)?步|下月|下阶段|(工作)?打算$"),
    (
        "measures",
        r"(措施|举措|做法|路径|载体|抓手|办法)(?!.*(情况|进展|结果)$)|工作步骤|实施方案|进度安排|工作安排|服务方式|服务形式|^measures$",
    ),
    (
        "result",
        r"(整改|处理|处置|核查|销号)[\u4e00-\u9fff]{0,2}(情况|结果|成效|进展|落实|进度|状态)|成效|效果|结果|成果|^result$",
    ),
    ("requirements", r"(内容|任务|工作|具体)?[及与和、]?(要求|标准)$|任务要求"),
    (
        "progress",
        r"进度|完成率|完成比例|完成度|完成百分比|完成程度|百分比|^比例$|^%$|^progress$",
    ),
    (
        "progress.text",
        r"(进展|完成|推进|落实|办理|实施|开展|工作)[\u4e00-\u9fff]{0,2}(情况|状态|状况)|(本月|本期|当前|目前|最新|工作|上月|近期|主要)?进展$|^(当前|目前|工作|办理|项目)?状态$|^是否完成$|工作动态",
    ),
    (
        "category",
        r"(服务|清单|事项|项目|任务|工作|领办|引办)?(类别|类型|分类|种类|大类)$|^类$|^服务(领域|方向|类)$|^category$",
    ),
    ("lead", r"领办.*引办|引办.*领办|^lead$"),
    ("tags", r"标签|主题|^tags$"),
    (
        "difficulty",
        r"困难|难点|堵点|(问题|困难)[及和与、]|(需|请).*(协调|解决|支持|帮助)|意见|建议|瓶颈",
    ),
    ("beneficiary", r"(服务|受益|面向|帮扶|惠及|受众)(对象|群体|人群)|^(对象|受众)$|^beneficiary$"),
    ("title.target", r"目标任务"),
    ("target", r"目标|预期|指标|^target$"),
    (
        "title.problem",
        r"问题(描述|表述|内容|清单|事项|情况|概述|简述|名称|表现)?$|问题$|不足$|^短板",
    ),
    ("title.service", r"服务(事项|项目|清单|任务)(名称|内容)?$"),
    ("title.key", r"重点(任务|工作|项目|事项)(名称|内容|清单)?$"),
    ("title.project", r"(项目|课题)(名称|内容|题目)?$"),
    ("title.item", r"事项(名称|内容|描述|清单|概述)?$|实事(名称|内容)?$|^item$"),
    ("title.task", r"任务(名称|事项|内容|清单|分解|描述)?$|工作(名称|要点|项目)$|^工作$"),
    ("title.service_content", r"服务内容$"),
    ("title.content", r"(主要|具体|工作|清单|实施|承诺|建设)?内容$"),
    ("title.name", r"^(名称|标题|题目|title)$"),
    (
        "unit",
        r"(单位|部门|责任主体|实施主体|承办主体)(名称|全称)?$|^(党组|党委|机关|机构|unit)(名称)?$|^(责任|承办|责任单位).*单位",
    ),
    ("branch", r"(党)?(支部|总支|组织)(名称)?$"),
    ("notes", r"备注|附注|备考|^(说明|注|其他|其它|情况说明|补充说明|notes?|佐证材料|附件)$"),
    ("plain.name", r"^name$"),
    ("plain.kind", r"^kind$"),
]
_FAMILIES = [(name, re.compile(words)) for name, words in _FAMILIES]
TITLES = frozenset(name for name, _ in _FAMILIES if name.startswith("title."))


def label_of(value):
    """A label as it is compared: no white space, brackets, marks or numbering."""
    text = unbracketed(compact(value)).lower()
    return re.sub(r"^[*※★☆●·\d一二三四五六七八九十]*[、.．:：*※★☆]+|[*:：※★☆、]+$", "", text).strip(
        "*"
    )


def _family(value):
    if not isinstance(value, str) or len(value) > 4 * LONGEST_LABEL:
        return None
    label = label_of(value)
    if not label or len(label) > LONGEST_LABEL or _SENTENCE.search(label):
        return None
    found = next((name for name, words in _FAMILIES if words.search(label)), None)
    # 解决安置区群众饮水安全问题 is an item, not the heading of a column of problems.
    return None if found in TITLES and len(label) > LONGEST_TITLE_LABEL else found


_memo = Memo(_family)


def family_of(label):
    """The family of a label, or None. Remembered for as many labels as one office ever uses."""
    if len(_memo) > 20_000:
        _memo.clear()
    return _memo[label]
