"""What the figures of the committee count of this app's registers: 进位 and 经验交流, works and units apart (§12)."""

from reviews.registers import EXCHANGES, RANKINGS
from units.registers.figures import RegisterFigure

ALL = (
    RegisterFigure("exchanges", "经验交流", EXCHANGES),
    RegisterFigure("exchange_units", "有经验交流的单位", EXCHANGES, units=True),
    RegisterFigure("rank_moves", "排名进位", RANKINGS, query={"advanced": 1}, method="advanced"),
    RegisterFigure(
        "rank_move_units", "有排名进位的单位", RANKINGS, query={"advanced": 1}, method="advanced", units=True
    ),
)  # fmt: skip
