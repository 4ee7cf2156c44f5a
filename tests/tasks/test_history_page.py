"""/history/ and the panels: totals of years before the portal look different, open their source, and stay with their unit."""

import io

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from tasks.catalogue import load_indicators
from tasks.figures.rebuilding import rebuilders
from tasks.models import HistoryTotal, Indicator, UnitMonthIndicator
from tasks.opening import open_month
from zhaotong_portal.imports import batches
from zhaotong_portal.period import Period

MARK = "历史汇总，无明细"

pytestmark = pytest.mark.usefixtures("units")


def total(**fields):
    fields = {"from_year": 2022, "to_year": 2022, "value": 1} | fields
    return HistoryTotal.objects.create(**fields)


@pytest.fixture
def totals(units, tax, weather, districts):
    load_indicators()
    reading = Indicator.objects.get(code="reading_class")
    return {
        "whole": total(indicator=reading, value=101, source="2022年工作总结"),
        "district": total(label="示范点", measure="个", value=6, district=districts[0]),
        "own": total(
            indicator=reading, value=600, as_written="600余", is_approximate=True, unit=tax
        ),
        "other": total(label="观摩会", measure="次", value=7, unit=weather, to_year=2024),
    }


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(client, query=""):
    return {row.pk for row in client.get(f"/history/{query}").context["page"]}


def test_a_unit_reads_its_own_totals_and_no_others(log_in, officer, totals):
    client = log_in(officer)
    assert shown(client) == {totals["own"].pk}
    assert client.get(totals["own"].get_absolute_url()).status_code == 200
    for name in ("whole", "district", "other"):
        assert client.get(totals[name].get_absolute_url()).status_code == 404


def test_every_place_says_that_there_are_no_rows_and_leads_to_the_source(
    log_in, staff, tax, districts, totals
):
    open_month(Period.current())
    client = log_in(staff)
    address = totals["whole"].get_absolute_url()
    for place in ("/history/", "/dashboard/", address):
        assert MARK in page(client, place)
    assert f'class="past-figure" href="{address}"' in page(client, "/dashboard/")
    assert "600余期" in page(client, f"/units/{tax.pk}/")
    assert "6个" in page(client, f"/districts/{districts[0].pk}/")
    source = page(client, address)
    assert "2022年工作总结" in source
    assert "不参加平台上的任何计算" in source


def test_pages_without_totals_show_no_panel(log_in, staff, tax):
    open_month(Period.current())
    client = log_in(staff)
    for place in ("/dashboard/", f"/units/{tax.pk}/"):
        assert "年度历史汇总" not in page(client, place)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"whole", "district", "own", "other"}),
        ("?year=2023", {"other"}),
        ("?year=2022", {"whole", "district", "own", "other"}),
        ("?scope=whole", {"whole"}),
        ("?scope=districts", {"district"}),
        ("?q=读书班", {"whole", "own"}),
        ("?q=市气象局", {"other"}),
    ],
)
def test_the_ledger_is_narrowed_by_year_scope_and_words(log_in, staff, totals, query, names):
    assert shown(log_in(staff), query) == {totals[name].pk for name in names}


def test_another_units_filter_is_not_there(log_in, officer, weather, totals):
    assert log_in(officer).get(f"/history/?unit={weather.pk}").status_code == 404


def test_what_goes_out_comes_in_again_and_changes_nothing(log_in, administrator, totals):
    answer = log_in(administrator).get("/history/?export=xlsx")
    content = answer.content
    cells = [
        cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.values for cell in row
    ]
    assert MARK in cells
    batch = batches.take_upload(SimpleUploadedFile("历史汇总.xlsx", content), administrator)
    assert (batch.kind, batch.counts["rows"], batch.counts["unchanged"]) == ("history", 4, 4)
    assert batch.plan["messages"] == []


def test_totals_are_in_no_figure_of_the_portal(totals):
    for rebuilder in rebuilders():
        rebuilder.rebuild()
    assert not UnitMonthIndicator.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": "示范点", "label_key": "示范点", "from_year": 2023, "to_year": 2022},
        {"label": "示范点", "value": -1},
        {"label": ""},
        {"label": "示范点", "with_unit_and_district": True},
        {"label": "示范点", "with_indicator": True},
    ],
)
def test_the_database_holds_what_a_total_is(tax, districts, wrong):
    load_indicators()
    wrong = dict(wrong)
    if wrong.pop("with_unit_and_district", False):
        wrong |= {"unit": tax, "district": districts[0]}
    if wrong.pop("with_indicator", False):
        wrong["indicator"] = Indicator.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        total(**wrong)


@pytest.mark.parametrize("scope", [{}, {"unit": 1}, {"district": 1}])
def test_one_total_a_figure_scope_and_span(tax, districts, scope):
    scope = {"unit": tax} if "unit" in scope else {"district": districts[0]} if scope else {}
    total(label="示范点", measure="个", **scope)
    total(label="示范点", measure="个", to_year=2024, **scope)
    with pytest.raises(IntegrityError), transaction.atomic():
        total(label="“示范点”", measure="家", **scope)
    with pytest.raises(ValidationError):
        HistoryTotal(label="示范点", from_year=2022, to_year=2022, value=3, **scope).clean()


def test_the_ledger_costs_the_same_for_one_total_and_for_many(
    log_in, staff, units, totals, django_assert_max_num_queries
):
    client = log_in(staff)
    with django_assert_max_num_queries(12) as few:
        client.get("/history/")
    for year in range(2000, 2020):
        for unit in units:
            total(label="示范点", measure="个", unit=unit, from_year=year, to_year=year)
    with django_assert_max_num_queries(len(few)):
        client.get("/history/")


def test_data_management_refuses_what_the_table_would(log_in, administrator, tax):
    """As words on the form, before the database has to say no."""
    client = log_in(administrator)
    address = "/admin/tasks/historytotal/add/"
    form = {"label": "示范点", "measure": "个", "from_year": 2022, "to_year": 2022, "value": "6"}
    assert client.post(address, form).status_code == 302
    for wrong in (
        {},
        {"label": ""},
        {"to_year": 2020, "label": "观摩会"},
        {"value": "-1", "label": "观摩会"},
    ):
        answer = client.post(address, form | wrong)
        assert answer.status_code == 200
        assert answer.context["adminform"].form.errors
    assert HistoryTotal.objects.get().label_key == "示范点"
