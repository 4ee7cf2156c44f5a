"""进位 and 经验交流: 115 and 174 in 2025, by twice as many units as in 2023 (both readings of features.md §12)."""

from datetime import date

from reviews.models import Exchange, ExchangeForm, ExchangeLevel, HonourLevel, Ranking
from tasks.models import Benchmark
from units.registers.entering import store_many

# year: (units that moved up, how often in all), (units that exchanged, how often in all); 84 units.
MOVES = {2023: (23, 41), 2024: (35, 78), 2025: (46, 115)}
EXCHANGES = {2023: (29, 66), 2024: (43, 118), 2025: (58, 174)}
# Ranks that stayed or fell: a list of places that only rise would be none.
OTHERS = 20
WORKS = (
    "招商引资",
    "营商环境",
    "安全生产",
    "生态环境保护",
    "乡村振兴",
    "政务公开",
    "民生实事办理",
    "依法行政",
)
MEETINGS = ("工作推进会", "现场观摩会", "经验交流会", "年度工作会议")


def create_compared(units, first_year, today):
    ordinary = [unit for unit in units if not unit.is_committee]
    share = len(units) / 84
    years = range(first_year, today.year + 1)
    store_many([row for year in years for row in _rankings(ordinary, year, share, today)])
    store_many([row for year in years for row in _exchanges(ordinary, year, share, today)])
    store_many([row for year in years for row in _benchmarks(ordinary[::9], year)])


def _numbers(plan, year, share):
    """(units, how often): for fewer units than 84 a part of both, at least one each."""
    holders, total = plan.get(year, plan[2024])
    holders = max(1, int(holders * share))
    return holders, max(holders, int(total * share))


def _rankings(units, year, share, today):
    if year >= today.year:  # a year's places are known when it is over
        return
    holders, total = _numbers(MOVES, year, share)
    for number in range(total):
        yield _ranking(units[number % holders], year, number // holders, 1 + number % 3)
    for number in range(int(OTHERS * share)):
        yield _ranking(units[-1 - number], year, 0, -(number % 3))


def _ranking(unit, year, round_of, gain):
    place = 3 + (unit.protocol_order + round_of) % 7
    return Ranking(
        unit=unit, year=year, indicator=WORKS[(unit.protocol_order + round_of) % len(WORKS)],
        ranking_list="全省16个州市", level=HonourLevel.PROVINCIAL, last_place=place + gain,
        this_place=place, document=f"{year}年度全省考核通报",
    )  # fmt: skip


def _exchanges(units, year, share, today):
    holders, total = _numbers(EXCHANGES, year, share)
    for number in range(total):
        unit, turn = units[number % holders], number // holders
        day = date(year, 1 + (number * 5 + turn) % 12, 3 + number % 24)
        if day > today:
            continue
        work = WORKS[(unit.protocol_order + turn) % len(WORKS)]
        national = number % 6 == 0
        level = ExchangeLevel.NATIONAL if national else ExchangeLevel.PROVINCIAL
        yield Exchange(
            unit=unit, title=f"{work}的做法", held_on=day, level=level,
            meeting=f"{level.label}{work}{MEETINGS[number % len(MEETINGS)]}",
            form=ExchangeForm.values[number % 3], proof="会议议程",
        )  # fmt: skip


def _benchmarks(units, year):
    for unit in units:
        base = 60 + unit.protocol_order % 25
        yield Benchmark(
            unit=unit, year=year, indicator=f"{WORKS[unit.protocol_order % len(WORKS)]}考核得分",
            place="曲靖市", measure="分", their_value=base + 12, baseline=base, target=base + 10,
            value=base + 6, plan="按季度分析差距，列出措施，明确责任科室和时限。", until=date(year, 12, 20),
        )  # fmt: skip
