"""What stands around the records, as known in development. {0} is a unit or a heading, {1} a title or a number."""

NOTES = [
    "注：1.本表于每月25日前报送；2.完成时限请填写到月。",
    "备注：各单位填报后请加盖公章。",
    "说明：进度按百分比填写。",
    "填表说明：本表一式两份，一份留存。",
    "注：以上事项如有调整，请及时报备。",
]
SIGNED = [
    "填表人：钱某甲    联系电话：0870-2120000    填表时间：2025年1月5日",
    "审核人：孙某乙      填报人：李某",
    "单位负责人（签字）：          （盖章）",
    "制表：赵某   审核：钱某",
    "主要领导签字：            联系人：周某",
]
DEMANDS = [
    "填报要求：各单位于每月25日前报送，逾期未报的予以通报。",
    "请各单位认真填写，于1月10日前报市直机关工委。",
    "填表须知：带*为必填项",
]
SUBTOTALS = ["小计", "合 计", "小 计", "本单位小计"]
LINES = [
    "填报单位：{0}（盖章）        填报日期：2025年1月5日",
    "填报单位（盖章）：{0}",
    "单位：{0}          联系人：赵某  电话：0870-2120000",
    "报送单位：{0}    报送时间：2025.1.5",
    "填报单位: {0}",
    "单位名称（公章）：{0}   填表人：钱某",
]
LINE_CELLS = [
    ["填报单位：", "{0}", None, "填报时间：", "2025.1.5"],
    ["填报单位", "{0}", None, "联系人", "赵某"],
    ["单位：", "{0}"],
]
UNIT_TITLES = ["{0}{1}", "{1}（{0}）"]
SHEET_NAMES = ["{1}.{0}", "{0}({1})", "0{1}{0}"]
HEADINGS = ["{0}、{1}", "（{0}）{1}", "{0}、{1}（共3项）", "{0}. {1}"]
EXAMPLES = ["示例", "例", "样例", "（示例）", "例如", "填写示例"]
NUMBERS = [lambda n: n, lambda n: f"({n})", lambda n: f"（{n}）"]
DITTO = ["同上", "〃"]


def filled(phrase, *facts):
    """A phrase, or a row of phrases, with the unit and the number put in."""
    if isinstance(phrase, list):
        return [part and part.format(*facts) for part in phrase]
    return phrase.format(*facts)
