"""季度评议通报: what a unit's citizens said in a quarter, as plain data for Word and screen (H14)."""

from django.conf import settings
from django.db.models import Q

from reviews.quarters import (
    before,
    cases_of,
    channels_of,
    figures_of,
    months_of,
    reasons_of,
    surveys_of,
)
from reviews.satisfaction import satisfied_label
from zhaotong_portal.documents.ledger import LedgerPaper, Part, Table
from zhaotong_portal.wording import NOTHING, number_text, rate_text

TREND_QUARTERS = 4
QUARTERS = "一二三四"


def title_of(year, quarter):
    return f"{year}年第{QUARTERS[quarter - 1]}季度群众评议情况"


def statement(user, unit, year, quarter, *, shows_spread=True, demo=False):
    """`shows_spread`: False where the reader is the unit and too few rated to hide who gave what."""
    first, last = months_of(year, quarter)
    days = first.first_day, last.last_day
    figures = figures_of(year, quarter, unit=unit)
    parts = [
        _rate(unit, year, quarter, figures, shows_spread),
        _trend(unit, year, quarter),
        _cases(unit, days),
    ]
    if shows_spread:
        parts.insert(2, _reasons(unit, days))
    parts.append(_surveys(user, unit, first, last))
    return LedgerPaper(
        title=title_of(year, quarter),
        facts=(f"单位：{unit.name}", f"时间：{first.label}至{last.short_label}"),
        parts=tuple(parts),
        author=settings.COMMITTEE_NAME,
        is_demo=demo,
    )


def _rate(unit, year, quarter, figures, shows_spread):
    if not figures.n:
        return Part("满意率", ("本季度没有收到评议。未评议的不计为满意。",))
    few = "" if figures.is_comparable else "有效评议较少，不作比较。"
    first, last = months_of(year, quarter)
    ways = channels_of(first.first_day, last.last_day, Q(unit=unit))
    sentences = [
        f"收到有效评议{number_text(figures.n)}条，满意率{rate_text(figures.rate)}（{satisfied_label()}），"
        f"95%置信区间{rate_text(figures.low)}至{rate_text(figures.high)}。{few}",
        f"经核定不计入{number_text(figures.excluded)}条；疑似集中评议待核定{number_text(figures.flagged)}条，核定前不参加比较。未评议的不计入。",
    ]
    if ways:
        sentences.append("来源：" + "，".join(f"{label}{count}条" for label, count in ways) + "。")
    rows = tuple(
        (row["label"], number_text(row["count"]), rate_text(row["share"])) for row in figures.rows
    )
    tables = (Table(("评价", "条数", "占比"), rows, (40, 30, 30)),) if shows_spread else ()
    return Part("满意率", tuple(sentences), tables)


def _trend(unit, year, quarter):
    rows = []
    for _ in range(TREND_QUARTERS):
        figures = figures_of(year, quarter, unit=unit)
        between = f"{rate_text(figures.low)}–{rate_text(figures.high)}" if figures.n else NOTHING
        rate = rate_text(figures.rate) if figures.n else NOTHING
        rows.append(
            (f"{year}年第{QUARTERS[quarter - 1]}季度", number_text(figures.n), rate, between)
        )
        year, quarter = before(year, quarter)
    head = ("季度", "有效评议", "满意率", "95%置信区间")
    return Part("近一年走势", (), (Table(head, tuple(reversed(rows)), (34, 18, 18, 30)),))


def _reasons(unit, days):
    rows = tuple(
        (row["text"], number_text(row["count"])) for row in reasons_of(*days, Q(unit=unit))
    )
    return Part("选择的原因", (), (Table(("原因", "次数"), rows, (70, 30)),))


def _cases(unit, days):
    cases = cases_of(*days, unit=unit)
    if not cases.total:
        return Part("差评件办理", ("本季度没有差评件。",))
    share = f"，整改率{rate_text(cases.share)}" if cases.share is not None else ""
    text = (
        f"本季度差评件{number_text(cases.total)}件，已整改答复{number_text(cases.put_right)}件{share}，"
        f"未办结{number_text(cases.open)}件。"
    )
    return Part("差评件办理", (text,))


def _surveys(user, unit, first, last):
    rows = tuple(
        (row.title, row.surveyor or NOTHING, number_text(row.asked), rate_text(row.rate))
        for row in surveys_of(user, first, last, unit)
    )
    head = ("测评", "机构", "有效样本", "满意率")
    tables = (Table(head, rows, (40, 30, 15, 15)),)
    return Part("第三方测评（单列，不与评议合计）", (), tables, empty="没有第三方测评。")
