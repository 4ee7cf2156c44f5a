"""What headline figures stand on, without a database: spans, official rounding, what years make together."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest

from zhaotong_portal.documents import Chapter, NotedPaper, Piece, render_noted
from zhaotong_portal.headline.rounding import and_more, exact, in_ten_thousands, rounded
from zhaotong_portal.headline.span import Span
from zhaotong_portal.period import Period

pytestmark = pytest.mark.any_database


def span(first, last, as_of="2026-11-30"):
    return Span(Period.parse(first), Period.parse(last), date.fromisoformat(as_of))


@pytest.mark.parametrize(
    ("way", "value", "text"),
    [
        (in_ten_thousands, 63_500, "6.4万"),
        (in_ten_thousands, 64_499, "6.4万"),
        (in_ten_thousands, 64_500, "6.5万"),
        (in_ten_thousands, 29_500, "3万"),
        (in_ten_thousands, 30_499, "3万"),
        (in_ten_thousands, 9_999, "9,999"),
        (and_more, 601, "600余"),
        (and_more, 699, "600余"),
        (and_more, 600, "600"),
        (and_more, 1_699, "1600余"),
        (and_more, 2_146, "2100余"),
        (and_more, 7_302, "7300余"),
        (and_more, 35, "30余"),
        (and_more, 8, "8"),
        (and_more, 0, "0"),
        (exact, 2_992, "2,992"),
    ],
)
def test_numbers_are_written_as_papers_write_them(way, value, text):
    """rules.md §6: the ranges in which each rounding lies."""
    assert way(value) == text


def test_shares_are_rounded_half_up_and_once():
    assert rounded(Decimal("11.225"), 2) == Decimal("11.23")
    assert rounded(100 * Decimal(7302) / 7541, 1) == Decimal("96.8")


def test_a_span_is_cut_into_its_years():
    years = span("2023-07", "2025-03").years
    assert [(str(each.first), str(each.last)) for each in years] == [
        ("2023-07", "2023-12"),
        ("2024-01", "2024-12"),
        ("2025-01", "2025-03"),
    ]


def test_a_month_counts_once_it_is_over():
    assert span("2023-01", "2025-12", "2025-06-29").last_full_month == Period(2025, 5)
    assert span("2023-01", "2025-12", "2025-06-30").last_full_month == Period(2025, 6)
    assert span("2023-01", "2025-12", "2026-02-01").last_full_month == Period(2025, 12)


def test_what_happened_after_the_day_is_not_in_the_span():
    seen = span("2023-01", "2025-12", "2024-05-10")
    assert (seen.last_day, seen.last_year) == (date(2024, 5, 10), 2024)
    assert [each.is_ahead for each in seen.years] == [False, False, True]


def test_a_span_that_begins_within_a_year_leaves_out_what_has_only_a_year():
    assert span("2023-02", "2025-12").first_year == 2024


def test_a_report_has_real_footnotes_in_order_and_no_markup_from_a_text():
    paper = NotedPaper(
        "主要数据",
        chapters=(
            Chapter("思想铸魂", ((Piece("读书班336期", "口径 <甲> & 明细"), Piece("；"), Piece("宣讲2992场", "乙")),)),
        ),
    )  # fmt: skip
    with ZipFile(BytesIO(render_noted(paper))) as archive:
        notes = archive.read("word/footnotes.xml").decode()
        text = archive.read("word/document.xml").decode()
        assert "footnotes+xml" in archive.read("[Content_Types].xml").decode()
    assert "口径 &lt;甲&gt; &amp; 明细" in notes
    assert notes.index('w:id="1"') < notes.index('w:id="2"')
    assert text.index("读书班336期") < text.index('footnoteReference w:id="1"') < text.index("宣讲")
    assert render_noted(paper) == render_noted(paper)
