"""headline --from 2023-01 --to 2025-12 --json: every headline figure, computed from rows (contract)."""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from zhaotong_portal.headline.counting import values_of
from zhaotong_portal.headline.registry import all_figures
from zhaotong_portal.headline.span import Span
from zhaotong_portal.period import Period


class Command(BaseCommand):
    help = "三年行动主要数据：各项数字由明细计算得出。"

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="first", required=True, help="起始月份，如 2023-01")
        parser.add_argument("--to", dest="last", required=True, help="截止月份，如 2025-12")
        parser.add_argument("--as-of", dest="as_of", help="截至哪一天，如 2025-06-30，默认今天")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *, first, last, as_of, **options):
        span = self._span(first, last, as_of)
        figures = all_figures()
        values = values_of(figures, span)
        if options["json"]:
            shown = [said(figure, values[figure.key]) for figure in figures]
            self.stdout.write(json.dumps({"figures": shown}, ensure_ascii=False, indent=1))
            return
        for figure in figures:
            whole = values[figure.key].whole
            self.stdout.write(f"{figure.label}：{figure.exact_text(whole)}（{figure.text(whole)}）")

    def _span(self, first, last, as_of):
        try:
            span = Span(
                Period.parse(first),
                Period.parse(last),
                date.fromisoformat(as_of) if as_of else timezone.localdate(),
            )
        except ValueError as error:
            raise CommandError("月份应写成 2023-01，日期应写成 2025-06-30 这样的形式。") from error
        if span.last < span.first:
            raise CommandError("截止月份不能早于起始月份。")
        return span


def said(figure, values):
    """One entry; `value` is exact, `text` as official papers write it."""
    entry = {
        "key": figure.key,
        "label": figure.label,
        "value": plain(figure, values.whole),
        "unit": figure.quantity,
        "source": figure.card.source,
        "text": figure.text(values.whole),
        "definition_version": figure.card.version,
        "by_year": {str(year): plain(figure, value) for year, value in values.years.items()},
    }
    if values.whole_year:
        entry["year"] = values.whole_year
    if figure.reading_of:
        entry["reading_of"] = figure.reading_of
    return entry


def plain(figure, value):
    """A whole number as one, any other with the decimals that are published."""
    value = figure.published(value)
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
