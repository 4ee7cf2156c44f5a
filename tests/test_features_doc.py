"""docs/features.md names only pages, commands and tests that are there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

ROOT = Path(settings.BASE_DIR)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in (ROOT / "docs" / "features.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| [A-Z]\d", line)
]
# How the document writes what differs from row to row.
PLACEHOLDERS = {"ID": "1", "TOKEN": "abc"}


def quoted(cell):
    return re.findall(r"`([^`]+)`", cell)


def is_there(page):
    """An address resolves, a command exists, a target stands in the Makefile."""
    if page.startswith("manage.py "):
        return page.removeprefix("manage.py ") in get_commands()
    if page.startswith("make "):
        return f"\n{page.removeprefix('make ')}:" in MAKEFILE
    for word, value in PLACEHOLDERS.items():
        page = page.replace(word, value)
    # The admin and the month answer for anything below them: without a name, or by this one.
    return resolve(page).url_name not in (None, "month_unknown")


def test_the_table_can_be_read():
    assert len(ROWS) > 80
    assert all(len(row) == 5 for row in ROWS)
    codes = [row[0] for row in ROWS]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_leads_to_pages_and_tests_that_exist(row):
    _, _, state, pages, tests = row
    assert state == "可用" or re.fullmatch(r"部分：.+", state)
    assert quoted(pages) and all(is_there(page) for page in quoted(pages))
    assert quoted(tests) and all((ROOT / path).is_file() for path in quoted(tests))
