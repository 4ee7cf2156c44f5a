"""年度历史汇总 on dashboards and unit pages: figures by years, each leading to where it came from. One query a panel."""

from django.urls import reverse

from tasks.history_filter import OF_DISTRICTS, WHOLE
from tasks.models import HistoryTotal
from zhaotong_portal.panels import Panel

PANEL = "tasks/parts/history_panel.html"
FIGURES_SHOWN = 12


def of_all(user, subject=None):
    return _panel(user, f"?scope={WHOLE}", unit=None, district=None)


def of_district(user, district):
    query = f"?scope={OF_DISTRICTS}&district={district.pk}"
    return _panel(user, query, district=district)


def totals_of(unit_pk):
    return HistoryTotal.objects.filter(unit=unit_pk)


def of_unit(user, unit):
    if not getattr(unit, "has_history", True):  # asked beforehand by the page
        return None
    return _panel(user, f"?unit={unit.pk}", unit=unit)


def _panel(user, query, **where):
    totals = HistoryTotal.objects.visible_to(user).filter(**where).select_related("indicator")
    table = by_years(totals)
    if not table["rows"]:
        return None
    table["more"] = max(0, len(table["rows"]) - FIGURES_SHOWN)
    table["rows"] = table["rows"][:FIGURES_SHOWN]
    return Panel(PANEL, table | {"href": reverse("history") + query})


def by_years(totals) -> dict:
    """Totals of one scope: `head` names the spans of years, `rows` have a cell for each, None where there is none.

    A span of several years stands last: it is a total of its own, not the sum of the columns before it.
    """
    totals = sorted(totals, key=_by_figure)
    spans = sorted({_span(total) for total in totals}, key=lambda span: (span[1] - span[0], span))
    figures = {}
    for total in totals:
        figures.setdefault((total.name, total.counted_in), {})[_span(total)] = total
    return {
        "head": ["指标", *({"label": _years(span), "num": True} for span in spans)],
        "rows": [
            {"name": name, "cells": [(_years(span), cells.get(span)) for span in spans]}
            for (name, _), cells in figures.items()
        ],
    }


def _span(total):
    return total.from_year, total.to_year


def _years(span):
    return f"{span[0]}年" if span[0] == span[1] else f"{span[0]}–{span[1]}年"


def _by_figure(total):
    order = total.indicator.order if total.indicator_id else None
    return (order is None, order or 0, total.label_key, total.from_year)
