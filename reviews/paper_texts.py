"""Sentences of the papers about inspections and findings: 反馈意见, 整改通知, 整改通报."""

TEXTS = {
    "feedback_opening": "{日期}，工委督查组就“{主题}”对你单位开展{方式}。{总体情况}现将发现的问题反馈如下。",
    "feedback_none": "{日期}，工委督查组就“{主题}”对你单位开展{方式}。{总体情况}本次没有发现需要整改的问题。",
    "feedback_closing": "请对照上述问题举一反三，工委交办后按时限整改，并在平台报告整改情况。",
    "notice_opening": "现将需你单位整改的{数量}个问题交办如下。",
    "notice_closing": "请明确责任人，按时限整改到位，并在平台报告整改情况，由工委核验销号；确需延期的，请在到期前提出申请。",
    "bulletin_opening": "{月份}，市直机关各单位共发现问题{发现}个，整改销号{销号}个。截至月底，未销号{未销号}个，其中逾期{逾期}个。",
    "bulletin_closing": "请有逾期问题的单位抓紧整改，请各单位对照共性问题开展自查。",
}


def say(code, **values):
    return TEXTS[code].format(**values)
