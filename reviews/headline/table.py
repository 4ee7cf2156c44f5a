"""The headline figures as the page and its workbook show them: by chapter, a column a year, the whole, the change."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from zhaotong_portal.exports.tables import table
from zhaotong_portal.headline.counting import values_of
from zhaotong_portal.headline.figure import Adding, Figure
from zhaotong_portal.headline.registry import all_figures
from zhaotong_portal.wording import NOTHING, signed_text


@dataclass
class Line:
    """One figure's row. `cells`: (year, text, address of its rows)."""

    figure: Figure
    cells: list
    whole: str
    exact: str
    whole_note: str
    href: str
    change: str
    readings: list = field(default_factory=list)
    verified: str = ""  # what the spot checks found, beside the whole

    @property
    def rounded(self):
        return self.whole != self.exact

    @property
    def exact_note(self):
        exact = f"准确数 {self.exact}" if self.rounded else ""
        return "；".join(filter(None, (exact, self.whole_note)))


def chapters(span, verified=None):
    """[(chapter, [Line])]: two queries for any number of figures and units. `verified`: {key: what spot checks found}."""
    figures = all_figures()
    values = values_of(figures, span)
    found, lines = {}, {}
    for figure in figures:
        line = lines[figure.key] = line_of(figure, values[figure.key], span)
        line.verified = (verified or {}).get(figure.key, "")
        if figure.reading_of in lines:
            lines[figure.reading_of].readings.append(line)
        else:
            found.setdefault(figure.group.value, []).append(line)
    return list(found.items())


def line_of(figure, values, span):
    cells = [
        (f"{year.first.year}年", figure.year_text(values[year.first.year]), address(figure, year))
        for year in span.years
    ]
    return Line(
        figure,
        cells,
        figure.text(values.whole),
        figure.exact_text(values.whole),
        _note(figure, values),
        address(figure, _whole_span(span, values)),
        change_of(figure, values),
    )


def _whole_span(span, values):
    """The whole of a figure that is only by year is that of one year: its rows are that year's."""
    same = (year for year in span.years if year.first.year == values.whole_year)
    return next(same, span)


def _note(figure, values):
    if figure.adding is Adding.YEARLY:
        return f"{values.whole_year}年，不跨年相加" if values.whole_year else "不跨年相加"
    return {Adding.STANDING: "期末数", Adding.COMPARED: "首末两年相比"}.get(figure.adding, "")


def address(figure, span):
    query = {"from": span.first, "to": span.last, "as_of": span.as_of}
    return f"{reverse('headline_figure', args=[figure.key])}?{urlencode(query)}"


def change_of(figure, values):
    """The last year against the one before: 百分点 of shares, 翻一番, else percent; nothing where one of them is missing."""
    before, after = ([None, None, *values.years.values()])[-2:]
    if before is None or after is None:
        return NOTHING
    if figure.is_share:
        return f"{signed_text(figure.published(after) - figure.published(before), figure.digits)}个百分点"
    if not before or not after:  # what began or ended says more in its numbers than in percent
        return NOTHING
    if after >= 2 * before:
        return "翻了一番" if after < 3 * before else f"增至{after / before:.1f}倍"
    percent = 100 * (after - before) / before
    return "持平" if after == before else f"{signed_text(percent, 1)}%"


def table_of(span):
    """Every figure and reading with its definition, as a workbook."""
    years = [f"{year.first.year}年" for year in span.years]
    header = (
        "类别", "数据", *years, "合计（准确数）", "公文写法", "同比", "性质", "口径", "层级", "去重", "来源", "责任科室", "口径版本",
    )  # fmt: skip
    rows = [
        _row(title, line)
        for title, lines in chapters(span)
        for main in lines
        for line in (main, *main.readings)
    ]
    chips = [
        {"label": f"区间：{span.label}"},
        {"label": f"数据截至：{span.as_of.isoformat()}"},
    ]
    return table("headline", "三年行动主要数据", header, rows, chips=chips)


def _row(title, line):
    card = line.figure.card
    return (
        title, line.figure.label, *(text for _, text, _ in line.cells), line.exact, line.whole, line.change,
        line.figure.adding.value, card.counts, card.level, card.dedupe, card.source, card.owner, card.version,
    )  # fmt: skip


def definition_of(figure, span):
    """What components/definition_card.html shows."""
    card = figure.card
    return {
        "label": figure.label,
        "counts": card.counts,
        "level": card.level,
        "quantity": figure.quantity,
        "dedupe": card.dedupe,
        "source": f"{card.source}（责任科室：{card.owner}）",
        "version": f"第 {card.version} 版",
        "as_of": span.as_of.isoformat(),
        "note": f"合计：{figure.adding.value}。",
    }
