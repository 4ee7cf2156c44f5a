"""历史汇总 of 2021 and 2022, the years before the demonstration begins: as papers would state them, marked as invented.

The article's years are computed from rows and have no totals here.
"""

from tasks.models import HistoryTotal, Indicator
from units.names import name_key

SOURCE = "演示数据：{year}年度工作总结"
# (indicator or name of its own, measure of the latter, {years: as a paper writes it}); a number as it is, else (words, least).
TOTALS = (
    ("first_topic", "", {2021: ("1.6万", 16_000), 2022: 17_842}),
    ("centre_group", "", {2021: 612, 2022: ("650余", 650)}),
    ("reading_class", "", {2021: 96, 2022: 101}),
    ("special_lecture", "", {2022: 88}),
    ("warning_education_people", "", {2021: ("9000余", 9_000), 2022: ("1.1万", 11_000)}),
    ("三服务清单", "份", {2021: 430, 2022: 476}),
)
OF_UNITS = (("centre_group", (8, 9)), ("reading_class", (1, 2)))
UNITS_WITH_TOTALS = 6


def create_history(units):
    indicators = {row.code: row for row in Indicator.objects.all()}
    rows = [
        _total(indicators, name, year, said, measure=measure)
        for name, measure, years in TOTALS
        for year, said in years.items()
    ]
    for number, unit in enumerate(units[:UNITS_WITH_TOTALS]):
        for name, (first, second) in OF_UNITS:
            rows.append(_total(indicators, name, 2021, first + number % 3, unit=unit))
            rows.append(_total(indicators, name, 2022, second + number % 3, unit=unit))
    HistoryTotal.objects.bulk_create(rows)


def _total(indicators, name, year, said, measure="", unit=None):
    indicator = indicators.get(name)
    words, least = said if isinstance(said, tuple) else ("", said)
    return HistoryTotal(
        indicator=indicator, label="" if indicator else name, measure=measure, unit=unit,
        label_key="" if indicator else name_key(name), from_year=year, to_year=year, value=least, as_written=words, is_approximate="余" in words,
        source=SOURCE.format(year=year),
    )  # fmt: skip
