"""Addresses that open exactly the rows that a figure counted."""

from urllib.parse import urlencode

from django.urls import reverse


def reports_link(shown, state, district=None):
    return _address("reports", month=shown.period, state=state, district=district)


def items_link(shown, district=None, unit=None, **filters):
    return _address("items", month=shown.period, district=district, unit=unit, **filters)


def _address(name, **parameters):
    given = {key: value for key, value in parameters.items() if value is not None}
    return f"{reverse(name)}?{urlencode(given)}"


def figure_links(shown, district=None, unit=None):
    """{figure: address}: one for each figure about reports or items."""
    reports = {
        state: reports_link(shown, state, district)
        for state in ("reported", "on_time", "late", "missing", "returned", "submitted", "exempt",
                      "expected")
    }  # fmt: skip
    return reports | items_links(shown, district, unit)


def items_links(shown, district=None, unit=None):
    where = {"district": district, "unit": unit}
    return {
        "overdue": items_link(shown, overdue=1, **where),
        "off_track": items_link(shown, light="off_track", **where),
        "on_track": items_link(shown, light="on_track", **where),
        "at_risk": items_link(shown, light="at_risk", **where),
        "behind": items_link(shown, light="behind", **where),
        "done": items_link(shown, state="done", year=shown.period.year, **where),
        "progress": items_link(shown, year=shown.period.year, **where),
    }
