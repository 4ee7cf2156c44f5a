"""Templates: filled with what the portal has; handed back unchanged they change nothing, changed just what was changed."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import Finding, Honour
from tasks.contents import Contents
from tasks.lines import save_line, save_value
from tasks.models import IndicatorValue, ItemProgress, Lead, LedProject, ServiceItem, WorkItem
from tasks.opening import open_month
from tests.people import make_person
from tests.tasks.month_world import at, catalogue, clock, key_task, service_item  # noqa: F401
from units.models import (
    Appointment,
    OrganisationKind,
    PartyOrganisation,
    Person,
    Role,
    Unit,
    UnitAlias,
)
from zhaotong_portal.excel import template_mark
from zhaotong_portal.imports import batches, templates
from zhaotong_portal.period import Period

NOVEMBER = Period(2026, 11)
KINDS = (
    "service_item", "led_project", "key_task", "finding", "progress", "units", "people", "organisation",
    "indicator_value", "honour",
)  # fmt: skip
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def world(units, tax, finance, administrator, officer, secretary, staff, catalogue):  # noqa: F811
    """Something of every list, with texts that are hard on a sheet."""
    first = service_item(
        tax, "=SUM(A1) 不是公式", measures="第一段\n\n  第二段", people=["王示例", "李示例"], deadline_kind="date",
        deadline=date(2026, 11, 30), percent=100, livelihood_ten=True, beneficiary="纳税人",
    )  # fmt: skip
    first.co_units.set([finance])
    service_item(
        finance,
        "＝全角等号",
        measures="＝全角的措施",
        target="-1 开头",
        deadline_kind="monthly",
        percent=1,
    )
    service_item(tax, "办税热线", deadline_kind="ongoing", target="@目标")
    for lead in Lead.values:
        LedProject.objects.create(
            kind="led_project",
            unit=tax,
            year=2026,
            title="便民服务驿站",
            lead=lead,
            branch="第一党支部",
        )
    key_task(tax, "完成换届", deadline_kind="quarterly", measures="按期")
    key_task(finance, "完成换届")
    Finding.objects.create(
        unit=tax, year=2026, title="公示不及时", source="unannounced", found_on=date(2026, 3, 1), state="in_hand",
        due_on=date(2026, 4, 1), people=["王示例"], measures="立即\n\n整改",
    )  # fmt: skip
    top = PartyOrganisation.objects.create(
        unit=tax, name="机关党委", kind=OrganisationKind.COMMITTEE, founded_on=date(2001, 7, 1)
    )
    PartyOrganisation.objects.create(
        unit=tax,
        name="第一党支部",
        kind=OrganisationKind.BRANCH,
        parent=top,
        is_service_window=True,
        order=1,
    )
    both = make_person("both", "吴示例", Role.OFFICER, unit=tax)
    Appointment.objects.create(
        person=both, role=Role.SECRETARY, unit=finance, starts_on=date(2024, 1, 1)
    )
    for title, organisation in (("文明单位", None), ("先进基层党组织", top), ("文明窗口", top)):
        Honour.objects.create(
            title=title, unit=tax, organisation=organisation, year=2026, level="municipal", awarded_by="市委",
            valid_until=date(2029, 12, 31) if organisation else None,
        )  # fmt: skip
    open_month(NOVEMBER)
    report = tax.reports.get(period=NOVEMBER)
    zero, number, word = Contents.of(report).cells[:3]
    for cell, text, reason in ((zero, "0", ""), (number, "12", ""), (word, "不适用", "没有窗口")):
        holder = cell.organisation and cell.organisation.pk
        save_value(report, cell.indicator.pk, holder, officer, text, reason)
    line = ItemProgress.objects.get(item=first)
    save_line(line.pk, officer, {"percent": "60", "text": "第一段\n\n第二段", "reason": "汛期"}, 0)
    return administrator


def take(client, kind, **asked):
    answer = client.get(f"/imports/templates/{kind}/", asked)
    assert answer.status_code == 200, kind
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def hand_back(actor, book, name="改好的.xlsx", **hints):
    out = io.BytesIO()
    book.save(out)
    return batches.take_upload(SimpleUploadedFile(name, out.getvalue()), actor, **hints)


def place(sheet, about, label):
    head = [c.value for c in sheet[3]]
    row = next(row for row in sheet.iter_rows(min_row=4) if about in [c.value for c in row])
    return row[head.index(label)]


# --- What a template is --------------------------------------------------------------------------------


@pytest.mark.any_database
def test_a_template_says_what_it_is_locks_what_is_not_to_change_and_offers_choices(
    world, log_in, tax
):
    sheet = take(log_in(world), "service_item", year=2026, unit=tax.pk).worksheets[0]
    assert sheet["A2"].value == f"模板：三服务清单 · 2026年 · {tax.name} · 第1版 · 2026-11-24 生成"
    assert (sheet.freeze_panes, sheet.protection.sheet, sheet.protection.password) == (
        "A4",
        True,
        None,
    )
    assert sheet["C3"].protection.locked
    assert place(sheet, "办税热线", "服务事项").protection.locked is False
    assert place(sheet, "办税热线", "完成进度").protection.locked
    last = sheet.max_row
    assert last == 3 + 2 + 500
    assert not any(cell.protection.locked for cell in sheet[last][1:10])
    rules = {rule.formula1: rule for rule in sheet.data_validations.dataValidation}
    assert rules['"服务基层,服务群众,服务企业"'].error == "请从下拉列表中选择。"
    hints = {rule.promptTitle for rule in rules.values()}
    assert {"服务事项", "完成时限", "协同单位"} <= hints
    hidden = [c for c in sheet.column_dimensions.values() if c.hidden]
    assert [sheet.cell(3, c.min).value for c in hidden] == ["行标识"]


@pytest.mark.any_database
def test_a_list_of_all_units_offers_them_by_a_visible_list(world, log_in, all_the_units):
    book = take(log_in(world), "service_item", year=2026)
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "visible"]
    rules = [rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation]
    (long_list,) = [rule for rule in rules if rule and "填写说明" in rule]
    assert long_list == "'填写说明'!$D$2:$D$85"
    assert book["填写说明"]["D2"].value == Unit.objects.order_by("protocol_order")[0].name


@pytest.fixture
def all_the_units(units):
    """As many units as the committee has."""
    for number in range(len(units), 84):
        Unit.objects.create(
            code=f"X{number}", name=f"昭通市第{number}局示例单位", short_name=f"市{number}局", kind="party_government",
            district=units[0].district, protocol_order=100 + number,
        )  # fmt: skip


# --- The round trip --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("of_one_unit", [True, False])
def test_handed_back_unchanged_it_changes_nothing(world, log_in, tax, kind, of_one_unit):
    asked = {"year": 2026, "month": "2026-11"} | ({"unit": tax.pk} if of_one_unit else {})
    book = take(log_in(world), kind, **asked)
    batch = hand_back(world, book)
    assert batch.kind == kind
    assert batch.state == "previewed", batch.refusal
    errors = [m["text"] for m in batch.plan["messages"] if m["level"] == "error"]
    changes = [row["changes"] for row in batch.plan["rows"] if row["action"] != "unchanged"]
    assert (errors, changes) == ([], [])
    assert batch.counts["rows"] == batch.counts["unchanged"] > 0


def test_a_changed_title_with_its_key_is_an_update_and_a_new_row_a_new_item(world, log_in, tax):
    book = take(log_in(world), "service_item", year=2026, unit=tax.pk)
    sheet = book.worksheets[0]
    place(sheet, "办税热线", "服务事项").value = "12366热线"
    fresh = {
        "服务类别": "服务企业",
        "服务事项": "一企一策",
        "完成时限": date(2026, 12, 31),
        "完成进度": 0.2,
    }
    head = [c.value for c in sheet[3]]
    for label, value in fresh.items():
        sheet.cell(6, head.index(label) + 1).value = value
    batch = hand_back(world, book)
    assert (batch.counts["update"], batch.counts["create"], batch.counts["error"]) == (1, 1, 0)
    pk = ServiceItem.objects.get(title="办税热线").pk
    batches.commit(batch.pk, world)
    assert ServiceItem.objects.get(pk=pk).title == "12366热线"
    new = ServiceItem.objects.get(title="一企一策")
    assert (new.unit, new.percent, new.category) == (tax, 20, "enterprise")


def test_a_finding_is_found_again_under_its_new_title(world, log_in):
    book = take(log_in(world), "finding", year=2026)
    place(book.worksheets[0], "公示不及时", "存在问题").value = "公示不规范"
    batch = hand_back(world, book)
    assert (batch.counts["update"], batch.counts["create"]) == (1, 0)
    batches.commit(batch.pk, world)
    assert Finding.objects.get().title == "公示不规范"
    batches.undo(batch.pk, world)
    assert Finding.objects.get().title == "公示不及时"


def test_a_months_template_writes_the_lines_that_were_filled_in_and_no_others(world, log_in, tax):
    book = take(log_in(world), "progress", month="2026-11", unit=tax.pk)
    place(book.worksheets[0], "完成换届", "完成进度").value = 0.9
    batch = hand_back(world, book)
    assert (batch.counts["create"], batch.counts["update"]) == (1, 0)
    batches.commit(batch.pk, world)
    written = ItemProgress.objects.filter(edited_at__isnull=False, report__unit=tax)
    assert sorted(written.values_list("percent", flat=True)) == [60, 90]


def test_a_months_values_are_read_back_with_what_was_filled_in(world, log_in, tax):
    book = take(log_in(world), "indicator_value", month="2026-11", unit=tax.pk)
    sheet = book.worksheets[0]
    row = next(r for r in sheet.iter_rows(min_row=4, max_row=20) if r[3].value is None)
    row[3].value = 5
    batch = hand_back(world, book)
    assert (batch.counts["create"], batch.counts["update"], batch.counts["error"]) == (1, 0, 0)
    batches.commit(batch.pk, world)
    assert IndicatorValue.objects.filter(value=5).count() == 1


def test_headings_that_a_spreadsheet_program_spaced_are_still_read(world, log_in, tax):
    book = take(log_in(world), "service_item", year=2026, unit=tax.pk)
    sheet = book.worksheets[0]
    for cell in sheet[3]:
        cell.value = f" {cell.value}\n"
    sheet["A2"].value = sheet["A2"].value.replace(" · ", "·").replace("：", ":")
    assert hand_back(world, book).counts["unchanged"] == 2


def test_people_with_several_appointments_keep_them(world, log_in):
    book = take(log_in(world), "people")
    assert place(book.worksheets[0], "both", "角色").value is None
    place(book.worksheets[0], "both", "电话").value = "0870-2222222"
    batches.commit(hand_back(world, book).pk, world)
    person = Person.objects.get(username="both")
    assert (person.phone, person.appointments.count()) == ("0870-2222222", 2)


# --- Recognised by name ------------------------------------------------------------------------------------


def test_its_own_words_win_over_guesses(world, log_in, tax):
    """Year and label stand in the mark; neither the name of the file nor a deadline changes them."""
    WorkItem.objects.filter(title="办税热线").update(label="补充")
    book = take(log_in(world), "service_item", year=2026, unit=tax.pk, label="补充")
    batch = hand_back(world, book, name="2024年上半年重点任务清单.xlsx")
    assert (batch.kind, batch.year, batch.label) == ("service_item", 2026, "补充")
    assert batch.counts["unchanged"] == 1
    plain = take(log_in(world), "service_item", year=2026, unit=tax.pk)
    batch = hand_back(world, plain, name="上半年补充清单.xlsx")
    assert (batch.label, batch.counts["unchanged"]) == ("", 1)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("hints", "said"),
    [
        ({"kind": "key_task"}, "与所选的“重点任务”不同"),
        ({"year": 2025}, "与所填的年度 2025 不同"),
    ],
)
def test_another_list_or_year_than_asked_is_named(world, log_in, tax, hints, said):
    book = take(log_in(world), "service_item", year=2026, unit=tax.pk)
    batch = hand_back(world, book, **hints)
    assert batch.refusal["code"] == "other_template"
    assert "这是“三服务清单”模板（2026年，" in batch.refusal["text"]
    assert said in batch.refusal["text"]


def test_a_months_report_handed_in_here_is_sent_to_its_page(world, log_in, officer):
    answer = log_in(officer).get("/month/2026-11/workbook/")
    batch = hand_back(world, openpyxl.load_workbook(io.BytesIO(answer.content)))
    assert "“月度填报表”模板（2026年11月" in batch.refusal["text"]
    assert "“本月填报”页面" in batch.refusal["text"]


def test_an_old_version_is_named_with_what_changed_and_still_read(world, log_in, tax, monkeypatch):
    book = take(log_in(world), "service_item", year=2026, unit=tax.pk)
    monkeypatch.setitem(template_mark.NEWS, "service_item", ("增加“服务对象”一栏。",))
    batch = hand_back(world, book)
    (message,) = [m for m in batch.plan["messages"] if m["code"] == "old_template"]
    assert (message["level"], message["row"]) == ("warning", 2)
    assert "第1版），现用第2版" in message["text"]
    assert "增加“服务对象”一栏" in message["text"]
    assert batch.counts["unchanged"] == 2


@pytest.mark.any_database
def test_a_list_without_such_a_line_or_of_another_system_is_an_ordinary_list(world, log_in, tax):
    for text in (None, "模板：别处的清单 · 第3版"):
        book = take(log_in(world), "service_item", year=2026, unit=tax.pk)
        book.worksheets[0]["A2"].value = text
        batch = hand_back(world, book)
        assert (batch.kind, batch.counts["unchanged"]) == ("service_item", 2)


# --- Who may take which -------------------------------------------------------------------------------------


def test_a_unit_takes_its_own_lists_and_no_others(world, log_in, officer, tax, finance):
    client = log_in(officer)
    sheet = take(client, "service_item", year=2026).worksheets[0]
    assert tax.name in sheet["A1"].value
    texts = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "办税热线" in texts
    assert "＝全角等号" not in texts
    assert client.get(f"/imports/templates/service_item/?unit={finance.pk}").status_code == 404
    for kind in ("people", "units", "progress", "nothing"):
        assert client.get(f"/imports/templates/{kind}/").status_code == 404
    page = client.get("/imports/templates/").text
    assert "三服务清单" in page
    assert "人员名册" not in page
    assert "/imports/templates/" in client.get("/items/").text


def test_staff_find_no_templates(world, log_in, staff):
    for address in ("/imports/templates/", "/imports/templates/service_item/"):
        assert log_in(staff).get(address).status_code == 404


def test_a_year_that_is_none_is_said(world, log_in):
    answer = log_in(world).get("/imports/templates/service_item/?year=99")
    assert answer.status_code == 422
    assert "没有生成模板" in answer.text


# --- Cost ----------------------------------------------------------------------------------------------------


@pytest.mark.any_database
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_costs_the_same_for_few_rows_and_for_many(world, log_in, tax, kind):
    template = templates.template_for(world, kind)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            unit = templates.UnitName(tax.pk, tax.name, tax.short_name)
            wanted = templates.Wanted(world, 2026, unit, "", NOVEMBER)
            templates.build(template, wanted, date(2026, 11, 24))
        return len(queries)

    cost()
    few = cost()
    for n in range(30):
        service_item(tax, f"事项{n}")
        key_task(tax, f"任务{n}")
        LedProject.objects.create(kind="led_project", unit=tax, year=2026, title=f"项目{n}", lead="branch_led")  # fmt: skip
        Finding.objects.create(unit=tax, year=2026, title=f"问题{n}", source="rating", found_on=date(2026, 1, 1))  # fmt: skip
        PartyOrganisation.objects.create(unit=tax, name=f"第{n}支部", kind=OrganisationKind.BRANCH)
        UnitAlias.objects.create(unit=tax, text=f"别称{n}")
        make_person(f"p{n}", f"某{n}", Role.OFFICER, unit=tax)
    open_month(NOVEMBER)
    assert cost() == few
