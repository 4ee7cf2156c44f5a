"""100 % in a spreadsheet is the number 1: it is never taken for one percent."""

import pytest

from tests.tasks.test_month_workbook import TITLE, cell, confirm, download, preview, upload

pytestmark = pytest.mark.any_database


def test_a_hundred_percent_is_not_taken_for_one(log_in, officer, report):
    client = log_in(officer)
    book = download(client)
    percent = cell(book["事项进展"], TITLE, "本月进度（%）")
    percent.value, percent.number_format = 1, "0%"  # as a spreadsheet keeps what was typed as 100%
    cell(book["事项进展"], TITLE, "本月进展").value = "全部办结。"
    upload(client, report, book)
    (fault,) = preview(client, report).faults
    assert "请填 100" in fault.text
    assert confirm(client, report).status_code == 422
    for typed, meant in ((100, "100%"), (0.01, "1%"), ("100%", "100%"), ("1", "1%")):
        percent.value = typed
        upload(client, report, book)
        (change,) = preview(client, report).changes
        assert change.parts[0][2] == meant
