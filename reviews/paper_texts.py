"""Sentences of the papers about inspections and findings, which staff edit (tasks/texts.py): 反馈意见, 整改通知, 整改通报."""

from tasks.texts import TextKind

GROUP = "督查和整改公文"
EXAMPLE = {
    "日期": "2026年11月20日",
    "主题": "党费使用管理",
    "方式": "集中督查",
    "总体情况": "制度基本健全。",
}

PAPERS = (
    TextKind("feedback_opening", GROUP, "反馈意见开头",
             "{日期}，工委督查组就“{主题}”对你单位开展{方式}。{总体情况}现将发现的问题反馈如下。", EXAMPLE, ("总体情况",)),
    TextKind("feedback_none", GROUP, "反馈意见（没有问题）",
             "{日期}，工委督查组就“{主题}”对你单位开展{方式}。{总体情况}本次没有发现需要整改的问题。", EXAMPLE, ("总体情况",)),
    TextKind("feedback_closing", GROUP, "反馈意见结尾", "请对照上述问题举一反三，工委交办后按时限整改，并在平台报告整改情况。", {}),
    TextKind("notice_opening", GROUP, "整改通知开头", "现将需你单位整改的{数量}个问题交办如下。", {"数量": "3"}),
    TextKind("notice_closing", GROUP, "整改通知结尾",
             "请明确责任人，按时限整改到位，并在平台报告整改情况，由工委核验销号；确需延期的，请在到期前提出申请。", {}),
    TextKind("bulletin_opening", GROUP, "整改通报开头",
             "{月份}，市直机关各单位共发现问题{发现}个，整改销号{销号}个。截至月底，未销号{未销号}个，其中逾期{逾期}个。",
             {"月份": "2026年11月", "发现": "31", "销号": "27", "未销号": "58", "逾期": "6"}, ("发现", "销号")),
    TextKind("bulletin_closing", GROUP, "整改通报结尾", "请有逾期问题的单位抓紧整改，请各单位对照共性问题开展自查。", {}),
    TextKind("assessment_opening", GROUP, "述职评议反馈单开头",
             "在{年度}年度党组织书记抓基层党建述职评议中，工委对你履行抓党建第一责任人职责情况进行了评议。现将需整改的{数量}个问题反馈如下。",
             {"年度": "2026", "数量": "6"}, ("数量",)),
    TextKind("assessment_closing", GROUP, "述职评议反馈单结尾",
             "上述问题已列入问题台账。请逐项明确措施和责任人，于{时限}前整改到位并在平台报告，由工委核验销号；整改情况列入下一年度述职。",
             {"时限": "2027年2月26日"}, ("时限",)),
    TextKind("common_problem", GROUP, "提示单共同事项中的共性问题",
             "“{问题}”等问题在多个单位同时存在，请对照自查，有则改之。", {"问题": "党费收缴公示不及时"}, ("问题",)),
)  # fmt: skip
