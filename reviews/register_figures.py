"""What the figures of the committee count of this app's registers: 进位 and 经验交流, works and units apart (§12)."""

from reviews.registers import CONTESTS, EXCHANGES, HONOURS, RANKINGS
from units.registers.figures import RegisterFigure


def titles(code, name, title):
    """Titles of one name, by the year in which they were given."""
    return RegisterFigure(code, name, HONOURS, {"title__contains": title}, {"q": title})


ALL = (
    RegisterFigure("exchanges", "经验交流", EXCHANGES),
    RegisterFigure("exchange_units", "有经验交流的单位", EXCHANGES, units=True),
    RegisterFigure("rank_moves", "排名进位", RANKINGS, query={"advanced": 1}, method="advanced"),
    RegisterFigure(
        "rank_move_units", "有排名进位的单位", RANKINGS, query={"advanced": 1}, method="advanced", units=True
    ),
    titles("model_offices", "云岭先锋模范机关", "云岭先锋模范机关"),
    titles("red_flag_branches", "云岭先锋红旗党支部", "云岭先锋红旗党支部"),
    titles("group_building", "云岭先锋党建带群建示范单位", "云岭先锋党建带群建示范单位"),
    titles("chosen_papers", "入选全国优秀理论征文", "优秀理论征文"),
    RegisterFigure(
        "demonstration_units", "省、市级模范机关创建示范单位", HONOURS,
        {"title__contains": "模范机关创建示范单位"}, {"q": "模范机关创建示范单位"}, stock=True,
    ),
    RegisterFigure("contests", "全市基层党建擂台比拼", CONTESTS),
)  # fmt: skip
