"""Families of words by which the columns of a list are known.

A label belongs to the first family that recognises it, so the narrow ones stand first: 问题来源 is
where a problem was found, 存在问题 the problem. Which family feeds which field is the kind's
business (`kinds/`); a family that the kind has no use for is known all the same, and only a
label of no family at all is an unknown column.
"""

import re

from .memo import Memo
from .text import compact, unbracketed

LONGEST_LABEL = 18  # a longer text is a sentence that happens to contain the word
LONGEST_TITLE_LABEL = 10
_SENTENCE = re.compile(r"[,，。;；!?:：]")

_FAMILIES = [
    (
        "notes",
        r"备注|^注释|^说明(的)?(事项|情况)$|(需|予|加以|补充|其[他它])[\u4e00-\u9fff]{0,3}说明(的)?(事项|情况|问题)?$|^其[他它](情况|事项|问题|信息)$",
    ),
    ("row_key", r"^(行标识|数据标识|系统标识|系统编号|row_?key)$"),
    # What the portal itself writes beside a list and an import has no use for.
    ("portal", r"^(逾期天数|退回次数|状态说明|填写状态|是否报结|进度灯|最初时限|上月进度)$"),
    (
        "closed",
        r"^(已)?(销号|办结|整改到位|完成整改)(情况|状态|与否)?$|^整改完成(与否)?$|是否.*(销号|办结|整改|解决|清零|到位)|(销号|整改|办结|问题).*(是否|与否)",
    ),
    ("livelihood_ten", r"民生实事|livelihood_ten"),
    ("enterprise_ten", r"惠企实事|enterprise_ten"),
    (
        "phone",
        r"^(?!.*(责任人|负责人|书记|领办)).*(电话|手机|联系方式|联络方式)|(责任人|负责人|书记|人)(的)?(联系)?(电话|手机)(号码?)?$|^phone$",
    ),
    ("email", r"邮箱|邮件|^e-?mail$"),
    (
        "active",
        r"^(是否|已)?(启用|停用|在用)(/?停用|状态)?$|^(账号|帐号|用户|人员|在职)状态$|^is_active$",
    ),
    (
        "post.start",
        r"(任职|到任|就任|上任|任现职|聘任)[\u4e00-\u9fff]{0,2}(时间|日期|年月)$|^starts_on$",
    ),
    ("post.end", r"(离任|卸任|免职|调离|离职)[\u4e00-\u9fff]{0,2}(时间|日期|年月)$|^ends_on$"),
    ("org.founded", r"(成立|组建|设立)[\u4e00-\u9fff]{0,2}(时间|日期|年月)$|^founded_on$"),
    ("org.dissolved", r"(撤销|撤并|注销)[\u4e00-\u9fff]{0,2}(时间|日期|年月)$|^dissolved_on$"),
    (
        "org.parent",
        r"上级[\u4e00-\u9fff]{0,2}(组织|党委|总支|支部)(名称)?$|^(隶属|所属)(党委|党总支|总支)(名称)?$|^parent$",
    ),
    ("org.window", r"窗口(单位|服务)?党?支部$|^(是否)?窗口$|^is_service_window$"),
    ("org.front", r"项目一线(党支部)?$|^is_project_front$"),
    ("org.kind", r"党?组织(类别|类型|形式|设置形式)$"),
    (
        "org.name",
        r"^(基层|下设|下属)*党组织(全称|名称)?$|^(党委|党总支|总支|党支部|支部)[、/及和](党委|党总支|总支|党支部|支部)[\u4e00-\u9fff、/]{0,8}名称$",
    ),
    ("start", r"(开始|启动|起始|开工|起)(时间|日期|月份)|时间.*(开始|起)$"),
    (
        "honour.title",
        r"^(所?获得?(的)?|表彰|先进)?(荣誉|奖项|称号)(名称|称号|项目)?$|^(获奖|命名|授予|表彰)(名称|称号)$",
    ),
    ("honour.level", r"^(荣誉|表彰|奖项|授予|获奖|命名|称号)?(级别|层级)$"),
    ("honour.by", r"(授予|颁发|颁授|表彰|命名|授奖|授牌|颁奖)(单位|机关|部门|机构)(名称)?$"),
    (
        "honour.date",
        r"(获奖|获得|授予|表彰|命名|颁发|授牌|颁奖)[\u4e00-\u9fff]{0,2}(时间|日期|年月)$",
    ),
    ("valid_until", r"有效(期|时间|至)|^valid_until$"),
    (
        "document",
        r"^(依据|表彰|命名|来源|授予|发文|文件|数据)(文件|文号|字号|出处)(名称|及?文号)?$|^(文号|出处|(数据|资料)来源)$",
    ),
    ("survey.asked", r"^(有效|回收|调查|测评)(的)?(样本|问卷|受访者?)(总|人)?(数|量|份数)?$"),
    ("survey.satisfied", r"^(表示)?满意(的)?(样本|问卷|人)(数|量|份数)?$"),
    ("survey.title", r"^(测评|调查)(项目)?名称$"),
    ("survey.by", r"^(第三方)?(测评|调查)(机构|公司)(名称)?$"),
    ("survey.date", r"^(测评|调查)(时间|日期)$"),
    ("figure.name", r"^(统计|数据)?指标(名称|项目)?$|^(统计|数据)(项目|内容|名称)$"),
    (
        "figure.value",
        r"^(数值|指标值|统计数|填报数|数据|数量|总数|总量|本月数|当月数|完成数|次数|value)$",
    ),
    ("figure.total", r"^(累计|合计|总计|共计)(数|值)?$"),
    ("figure.measure", r"^(计量|计数|数量)单位$"),
    ("figure.scope", r"^(统计|数据)?范围$"),
    ("year", r"^(所属|统计|数据|获奖|授予|表彰|命名)?(年度|年份)$|^year$"),
    ("month", r"^(所属|统计|数据)?(月份|月度|年月)$|^month$"),
    (
        "other_date",
        r"(填报|报送|上报|发现|检查|督查|更新|反馈|交办|制表|调研|登记|录入|实际.*|评议|任职|销号)(时间|日期)|^(日期|年度|年份|月份|所属月份)$",
    ),
    (
        "deadline",
        r"时限|期限|时间节点|截止|限期|时间要求|完成节点|(完成|办结|办毕|办理|整改|结束|到期|目标|完结|达标|到位|见效|兑现|竣工|完工|承诺|要求|最迟|最晚)[\u4e00-\u9fff]{0,3}(时间|日期|月份)|时间.*(结束|止)$|^(deadline|due)$",
    ),
    (
        "deadline.loose",
        r"(计划|预计|实施|推进|落实|起止|服务|开展)[\u4e00-\u9fff]{0,2}(时间|日期|月份)|^(时间|节点)(安排|进度)?$",
    ),
    ("unit.report", r"(填报|报送|上报|申报|填写|填表)(单位|部门)"),
    (
        "co_units",
        r"(配合|协同|协办|协助|协作|参与|参加|联办|会办|配办|共建|联合|会同|支持|共同|共办|辅助|参建|协力|协从)(责任|承办|实施|推进|落实|完成)?(单位|部门|科室)?(名称)?$|^(成员|相关|其他|其它)(责任)?(单位|部门)$|(单位|部门).*(配合|协办|协助|协同|参与)$|^co_units$",
    ),
    ("office", r"科室|处室|股室|内设机构"),
    (
        "unit.lead",
        r"(牵头|主办|主责|主体责任|第一责任|主要责任|首要责任|主牵|领衔|总负责)(责任|落实|承办|实施|负责)?(单位|部门|主体)(名称)?$|(单位|部门).*(牵头|主办|主责)$|^(牵头|主办)$",
    ),
    (
        "unit.supervise",
        r"(监督|督办|督导|审核|验收|考核|监管|主管|指导|挂联|结对|帮扶)(单位|部门)(名称)?$",
    ),
    (
        "units.name",
        r"^(?!.*(责任|承办|牵头|主办|支部|姓名|项目|事项|任务)).*(全称|规范名称|正式名称|标准名称)$|^(机构|机关|党政机构)名称$",
    ),
    (
        "units.alias",
        r"别称|别名(?!称)|曾用|[又亦俗也]称|(其[他它]|习惯|曾用|日常|历史|原|旧)(单位)?(写法|名称?|叫法|称呼|称谓|简称)|常用(写法|名称|叫法|称呼|称谓)|^aliases$",
    ),
    ("units.short", r"简称|^short_?name$"),
    ("units.kind", r"单位(类型|性质|类别|属性)|机构性质"),
    ("district", r"片区|^district$"),
    ("order", r"排序|顺序号?$|^(protocol_)?order$"),
    ("code", r"代码|编码|^(单位|机构)(编号|号)$|^code$"),
    (
        "person.name",
        r"^(?!.*(责任|负责|承办|办理|领办|引办|书记|支书|联系|经办|包保|牵头|整改|落实|领导|人名)).{0,8}(姓名|名字)$|^(党务|机关|在编)?(人员|干部|工作人员|党务工作者)(名单)?$",
    ),
    ("role", r"角色|权限|^身份$|^(人员|用户|账号|帐号|账户)(类别|类型)$|^role$"),
    ("username", r"账号|帐号|用户名|登录名|^username$"),
    ("post", r"^(?!.*(责任人|负责人|领办|书记|承办人)).*(职务|岗位|职位|职称)|^post$"),
    (
        "people.lead",
        r"(领办|引办)(责任)?(书记|人|领导|责任人|党员)?(姓名|名字)?$|领衔(书记|人|领导|党员)(姓名)?$|^(党组|党委|单位)书记(姓名)?$|书记领办人",
    ),
    ("people.branch", r"(支部|总支|党委|党组织)?书记(姓名)?$|^支书$"),
    ("leader", r"(责任|分管|挂联|包保|挂钩|联系|牵头|主管|督办|包案|主要|指导)领导|领导(姓名)?$"),
    (
        "people",
        r"(责任|负责|承办|办理|包保|牵头|服务|整改|实施|具体|落实|经手|推进|主办)(人|人员|者|同志|干部)(姓名)?$|责任同志|责任人|负责人|责任到人|^(people|责任者|联络员)$",
    ),
    ("contact", r"联系人|经办人|填报人|填表人|审核人|联络人"),
    (
        "source",
        r"(问题|线索|信息)来源|^来源$|(发现|反馈|检查|督查)(渠道|方式|途径|形式|类型|来源|出处)|(问题|线索)出处|^source$",
    ),
    ("problem.kind", r"(问题|隐患)(类型|类别|分类|性质|领域|级别)"),
    ("problem.cause", r"原因|症结"),
    ("serial", r"^(序号?|序列号?|编号|项次|行号|号|no\.?|id|[\u4e00-\u9fff]{0,4}(序号|编号))$|#"),
    (
        "next_steps",
        r"下(一)?(步|月|阶段|季度)|下期|后(续|期|一步|阶段)(的)?(工作)?(计划|打算|安排|措施|举措|工作)|(工作)?打算$",
    ),
    (
        "measures",
        r"(措施|举措|做法|路径|载体|抓手|办法)(?!.*(情况|进展|结果)$)|(工作|实施|推进)步骤|(实施|整改|工作|推进)方案|(整改|解决|工作)思路|^(整改|推进|实施)(计划|方式)$|进度安排|工作安排|服务方式|服务形式|^measures$",
    ),
    ("target", r"(?<!服务)目标$"),
    (
        "target",
        r"^(预期|预计|拟|计划|目标|力争|应)(达到|取得|实现)?(的)?[\u4e00-\u9fff]{0,2}(成效|成果|效果|结果)$",
    ),
    (
        "result",
        r"(整改|处理|处置|核查|销号)[\u4e00-\u9fff]{0,2}(情况|结果|成效|进展|落实|进度|状态)|成效|效果|结果|成果|^result$",
    ),
    ("requirements", r"[及与和、](具体|有关|相关|工作|质量)?(要求|标准)$"),
    ("target", r"目标要求|目标值"),
    ("requirements", r"(内容|任务|工作|具体)?[及与和、]?(要求|标准)$|任务要求"),
    (
        "progress",
        r"进度|(完成|进展|推进|办结|办理|落实|达成)率|完成比例|完成度|完成百分[比率]|完成程度|百分比|^比例$|^%$|^progress$",
    ),
    (
        "progress.text",
        r"(进展|完成|推进|落实|办理|实施|开展|工作)[\u4e00-\u9fff]{0,2}(情况|状态|状况)|(本月|本期|当前|目前|最新|工作|上月|近期|主要)?进展$|^(本月|本期|目前|截至目前)?(已|主要)?(开展|做|完成|推进|落实)(的)?(主要)?工作(内容)?$|^(本月|本期|当月)(主要|重点)?工作(内容)?$|^(当前|目前|工作|办理|项目)?状态$|^是否完成$|工作动态",
    ),
    (
        "category",
        r"(服务|清单|事项|项目|任务|工作|领办|引办)?(?<!对象)(类别|类型|分类|种类|大类)$|^类$|^服务(领域|方向|类)$|^category$",
    ),
    (
        "lead",
        r"(领办.*引办|引办.*领办)(?!.*(项目|事项|任务|课题|名称))|(领办|引办)(方式|形式|类型|类别)|^lead$",
    ),
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
        r"问题(描述|表述|内容|清单|事项|情况|概述|简述|名称|表现)?$|问题$|问题.{0,3}(表现|描述|事实|情形)(形式)?$|不足(之处)?$|^短板|^(隐患|差距|缺陷)(描述|内容|名称)?$",
    ),
    ("title.service", r"服务(事项|项目|清单|任务)[及与和、]?(名称|内容)?$"),
    ("title.key", r"重点(任务|工作|项目|事项)[及与和、]?(名称|内容|清单)?$"),
    ("title.project", r"(项目|课题)[及与和、]?(名称|内容|题目)?$"),
    (
        "title.item",
        r"事项[及与和、]?(名称|内容|描述|清单|概述)?$|实事[及与和、]?(名称|内容)?$|^item$",
    ),
    (
        "title.task",
        r"任务[及与和、]?(名称|事项|内容|清单|分解|描述)?$|工作(名称|要点|项目)$|^工作$",
    ),
    ("title.service_content", r"服务内容$"),
    ("title.content", r"(主要|具体|工作|清单|实施|承诺|建设)?内容$"),
    ("title.name", r"^(名称|标题|题目|title)$"),
    (
        "unit",
        r"(单位|部门|责任主体|实施主体|承办主体)(名称|全称)?$|^(党组|党委|机关|机构|unit)(名称)?$|^(责任|承办|责任单位).*单位",
    ),
    ("branch", r"(党)?(支部|总支|组织)(名称|全称)?$"),
    (
        "notes",
        r"备注|附注|备考|^(说明|注|其他|其它|(情况|补充|其[他它]|需要?)(的)?说明(的?(情况|事项))?|notes?|佐证材料|附件)$",
    ),
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


# The noun at the end says what a column holds: 整改落实单位 is a unit, however much it speaks of 整改落实.
_HEADS = (
    (re.compile(r"(单位|部门)$"), re.compile(r"unit|office|org|honour|branch|portal|figure|co_units|row_key")),
    (re.compile(r"(时间|日期|时限|期限)$"), re.compile(r"date|deadline|start|end|founded|dissolved|valid|year|month|portal")),
)  # fmt: skip


def _fits(family, label):
    return all(not head.search(label) or names.search(family) for head, names in _HEADS)


def _family(value):
    if not isinstance(value, str) or len(value) > 4 * LONGEST_LABEL:
        return None
    label = label_of(value)
    if not label or len(label) > LONGEST_LABEL or _SENTENCE.search(label):
        return None
    found = next(
        (name for name, words in _FAMILIES if words.search(label) and _fits(name, label)), None
    )
    # 解决安置区群众饮水安全问题 is an item, not the heading of a column of problems.
    return None if found in TITLES and len(label) > LONGEST_TITLE_LABEL else found


_memo = Memo(_family)


def family_of(label):
    """The family of a label, or None. Remembered for as many labels as one office ever uses."""
    if len(_memo) > 20_000:
        _memo.clear()
    return _memo[label]
