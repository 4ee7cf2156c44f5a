"""The ledgers of guidance in the browser: who finds what, what forms keep, what papers and lists say."""

import io
import re
from datetime import date, timedelta
from zipfile import ZipFile

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import Finding
from tasks.guidance.matters import open_matters, stuck_matters
from tasks.guidance.proposals import proposals
from tasks.models import (
    AgendaLine,
    Commitment,
    Consultation,
    DispatchMeeting,
    RatingInvitation,
    SupervisionOrder,
    Visit,
    WorkItem,
)
from tasks.workflows import dispatch_meeting
from tests.people import make_unit
from tests.tasks.guidance_world import (
    later,
    make_commitment,
    make_consultation,
    make_meeting,
    make_order,
    make_visit,
    today,
)
from units.handover_pack import sections_of
from zhaotong_portal.todo import todos_for

pytestmark = pytest.mark.any_database


def word_text(response):
    body = b"".join(response) if response.streaming else response.content
    xml = ZipFile(io.BytesIO(body)).read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", xml)


def make_item(unit, **fields):
    return WorkItem.objects.create(
        **{"unit": unit, "kind": "key_task", "year": today().year, "title": "编制责任清单", "deadline_kind": "date",
           "deadline": today() - timedelta(days=5), "state": "under_way"} | fields
    )  # fmt: skip


def make_finding(unit, **fields):
    return Finding.objects.create(
        **{"unit": unit, "year": today().year, "title": "公示不及时", "source": "inspection", "found_on": today(),
           "state": "in_hand", "due_on": later()} | fields
    )  # fmt: skip


@pytest.fixture
def ledger(tax, weather, staff, officer):
    make_consultation(tax, topic="税务会商")
    make_consultation(
        weather, topic="气象会商", state="recorded", recorded_by=staff, held_on=date(2025, 5, 6)
    )
    make_meeting(tax, weather)
    make_visit(tax, state="registered", purpose="税务调研")
    make_visit(weather, purpose="气象调研")
    make_order(tax, staff, "issued", title="税务督办", due_on=today() - timedelta(days=1))
    make_order(tax, staff, "drafted", title="拟稿中的督办")
    make_order(weather, staff, "answered", title="气象督办", unit_person=officer)
    make_commitment(tax, by=staff, what="税务承诺", due_on=today() - timedelta(days=2))


@pytest.mark.parametrize(
    ("address", "all_of_them", "own"),
    [
        ("/consultations/", 3, 2),
        ("/meetings/", 1, 1),
        ("/visits/", 2, 1),
        ("/orders/", 3, 1),
        ("/commitments/", 1, 1),
        ("/consultations/?state=done", 2, 1),
        ("/consultations/?year=2025&q=气象", 1, 0),
        ("/consultations/?quarter=2", 1, 0),
        ("/orders/?state=overdue", 1, 1),
        ("/orders/?state=answered&mine=on", 1, 0),
        ("/commitments/?state=overdue", 1, 1),
    ],
)
def test_lists_hold_what_a_person_may_see(
    address, all_of_them, own, ledger, log_in, staff, officer
):
    assert log_in(staff).get(address).context["page"].paginator.count == all_of_them
    assert log_in(officer).get(address).context["page"].paginator.count == own


def test_what_waits_is_as_many_rows_as_its_link_opens(
    ledger, log_in, staff, liaison, officer, secretary
):
    make_meeting(states := make_unit("示例局", "示例局", Commitment.objects.get().unit.district, 70), held_on=today() - timedelta(days=2))  # fmt: skip
    make_consultation(states, state="held")
    make_visit(states, state="carried_out")
    make_visit(
        states,
        state="registered",
        starts_on=today() - timedelta(days=4),
        ends_on=today() - timedelta(days=3),
    )
    looked = set()
    for person in (staff, liaison, officer, secretary):
        for todo in todos_for(person):
            path = todo.url.split("?")[0]
            if path in ("/orders/", "/commitments/", "/consultations/", "/meetings/", "/visits/"):
                rows = log_in(person).get(todo.url).context["page"].paginator.count
                assert rows == todo.count, (person, todo.label)
                looked.add(todo.label)
    assert len(looked) >= 8


@pytest.mark.parametrize("address", ["/consultations/", "/meetings/", "/visits/", "/orders/", "/commitments/", "/visits/plan/", "/consultations/proposals/"])  # fmt: skip
def test_a_list_costs_the_same_for_few_and_for_many_units(
    address, districts, log_in, staff, officer
):
    client, counts = log_in(staff), []
    client.get(address)
    for first in (10, 30):
        for n in range(first, first + 20):
            unit = make_unit(f"示例单位{n}", f"示例{n}", districts[n % 2], n)
            held = make_consultation(unit, state="recorded", recorded_by=staff)
            make_meeting(unit)
            make_visit(unit)
            make_order(unit, staff, "answered", unit_person=officer)
            make_commitment(unit, source=held)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_home_page_of_staff_costs_the_same(ledger, districts, log_in, staff):
    client, counts = log_in(staff), []
    client.get("/")
    for first in (10, 20):
        for n in range(first, first + 10):
            make_consultation(make_unit(f"示例单位{n}", f"示例{n}", districts[0], n), state="held")
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_exports_have_the_rows_of_the_filter(ledger, log_in, staff):
    client = log_in(staff)
    for address, there, gone in (
        ("/consultations/?state=done", "气象会商", "税务会商"),
        ("/orders/?state=overdue", "税务督办", "气象督办"),
        ("/commitments/", "税务承诺", "气象"),
        ("/visits/?state=registered", "税务调研", "气象调研"),
        ("/meetings/", "调度会", "气象督办"),
    ):
        response = client.get(f"{address}{'&' if '?' in address else '?'}export=xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        flat = str([[cell.value for cell in row] for row in sheet.iter_rows()])
        assert there in flat and gone not in flat, address


def test_the_registration_goes_out_in_the_fields_of_the_setting(ledger, log_in, staff, settings):
    settings.VISIT_REGISTRATION_FIELDS = (("主题", "purpose"), ("领队", "lead"))
    response = log_in(staff).get("/visits/?state=registered&export=xlsx")
    rows = list(
        openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True)
    )
    flat = [row for row in rows if "领队" in row or "孙示例" in row]
    assert flat == [("序号", "主题", "领队"), (1, "税务调研", "孙示例")]


# --- From the first form to the last ------------------------------------------------------------------


def test_a_consultation_from_the_form_to_its_commitments(tax, log_in, staff, officer):
    client = log_in(staff)
    data = {
        "units": "税务局",
        "kind": "face_to_face",
        "topic": "逾期事项",
        "held_on": today().isoformat(),
    }
    page = client.post("/consultations/new/", data, follow=True)
    found = Consultation.objects.get()
    assert "已安排会商" in page.text
    client.post(
        f"/consultations/{found.pk}/hold/", {"held_on": today().isoformat(), "attendees": "陈示例"}
    )
    lines = {"text": "责任不清。", "promise-TOTAL_FORMS": "4", "promise-INITIAL_FORMS": "0",
             "promise-0-what": "补齐台账", "promise-0-who": "王示例", "promise-0-unit": tax.pk}  # fmt: skip
    refused = client.post(f"/consultations/{found.pk}/record/", lines)
    assert refused.status_code == 422
    assert "没有时限的不能登记" in refused.text
    assert "补齐台账" in refused.text and "责任不清。" in refused.text
    assert Consultation.objects.get().state == "held"
    page = client.post(f"/consultations/{found.pk}/record/", lines | {"promise-0-due_on": later().isoformat()}, follow=True)  # fmt: skip
    assert page.redirect_chain, re.findall(r"field-error.*", page.text)
    assert "补齐台账" in page.text
    assert (Consultation.objects.get().state, Commitment.objects.get().unit) == ("recorded", tax)
    assert RatingInvitation.objects.count() == 1
    assert "责任不清" in word_text(client.get(f"/consultations/{found.pk}.docx"))
    theirs = log_in(officer)
    page = theirs.post(
        f"/commitments/{Commitment.objects.get().pk}/report/", {"outcome": "", "finished": "1"}
    )
    assert page.status_code == 422 and "请填写落实情况" in page.text
    theirs.post(
        f"/commitments/{Commitment.objects.get().pk}/report/",
        {"outcome": "已补齐。", "finished": "1"},
    )
    client = log_in(staff)
    assert "商定事项待确认" in client.get("/").text
    client.post(f"/commitments/{Commitment.objects.get().pk}/keep/", {"reason": "属实"})
    assert Commitment.objects.get().state == "kept"


def test_an_unknown_unit_and_a_wrong_date_keep_what_was_typed(tax, log_in, staff):
    response = log_in(staff).post(
        "/consultations/new/",
        {
            "units": "税务局、没有的局",
            "kind": "face_to_face",
            "topic": "写了很久的议题",
            "held_on": "明天",
        },
    )
    assert response.status_code == 422
    for text in ("没有找到单位：没有的局", "日期应写成", "写了很久的议题"):
        assert text in response.text


def test_a_liaison_plans_only_in_the_own_district(weather, log_in, liaison):
    response = log_in(liaison).post("/visits/new/", {"units": "市气象局", "kind": "quarterly", "purpose": "调研",
        "starts_on": later().isoformat(), "people_count": "3"})  # fmt: skip
    assert response.status_code == 422
    assert "不由您联系" in response.text
    assert not Visit.objects.exists()


def test_a_visit_on_a_holiday_is_warned_of_and_registered_with_its_number(
    tax, log_in, staff, officer
):
    holiday = next(d for n in range(1, 9) if (d := today() + timedelta(n)).weekday() == 6)
    visit = make_visit(tax, starts_on=holiday, people_count=12)
    client = log_in(staff)
    page = client.get(visit.get_absolute_url())
    assert "不是工作日" in page.text and "超过 10 人" in page.text
    assert log_in(officer).get(visit.get_absolute_url()).status_code == 404
    log_in(staff).post(f"/visits/{visit.pk}/register/", {"registration_number": "报备1号"})
    theirs = log_in(officer).get(visit.get_absolute_url())
    assert "报备1号" in theirs.text and "不是工作日" not in theirs.text
    assert log_in(officer).get(f"/visits/{visit.pk}/sheet/").status_code == 404


def test_a_registration_that_lacks_something_says_what(tax, log_in, staff):
    visit = make_visit(tax, lead="", contact="", starts_on=later())
    page = log_in(staff).post(f"/visits/{visit.pk}/register/", {})
    assert page.status_code == 409
    assert "请先补齐：带队人、联系人" in page.text


def test_an_order_on_paper_its_answer_and_the_buttons_of_each(
    tax, log_in, staff, officer, secretary
):
    client = log_in(staff)
    data = {
        "unit": "税务局",
        "title": "逾期事项",
        "facts": "两项逾期。",
        "demand": "限期完成。",
        "due_on": later().isoformat(),
    }
    client.post("/orders/new/", data)
    order = SupervisionOrder.objects.get()
    assert "预览稿" in client.get(order.get_absolute_url()).text
    client.post(f"/orders/{order.pk}/issue/")
    said = word_text(client.get(f"/orders/{order.pk}.docx"))
    for text in (
        "督办单",
        f"昭直党督〔{today().year}〕1号",
        "国家税务总局昭通市税务局党组",
        "两项逾期",
        "限期完成",
    ):
        assert text in said
    theirs = log_in(officer)
    assert "待书记签收的督办单" in theirs.get("/").text
    assert theirs.post(f"/orders/{order.pk}/sign_for/").status_code == 404
    log_in(secretary).post(f"/orders/{order.pk}/sign_for/")
    theirs = log_in(officer)
    empty = theirs.post(f"/orders/{order.pk}/answer/", {"reason": " "})
    assert empty.status_code == 422 and "请填写办理结果" in empty.text
    theirs.post(f"/orders/{order.pk}/answer/", {"reason": "已完成。"})
    assert theirs.post(f"/orders/{order.pk}/close/", {"reason": ""}).status_code == 404
    assert "签发答复" in log_in(secretary).get(order.get_absolute_url()).text
    log_in(secretary).post(f"/orders/{order.pk}/sign/")
    log_in(staff).post(f"/orders/{order.pk}/close/", {"reason": "属实"})
    assert SupervisionOrder.objects.get().state == "closed"


def test_two_who_judge_at_once_one_is_told_and_keeps_the_words(
    tax, log_in, staff, colleague, officer
):
    order = make_order(tax, staff, "answered", unit_person=officer)
    log_in(staff).post(f"/orders/{order.pk}/close/", {"reason": ""})
    page = log_in(colleague).post(f"/orders/{order.pk}/not_enough/", {"reason": "缺少佐证材料"})
    assert page.status_code == 409
    assert "已由 陈示例 办结" in page.text and "缺少佐证材料" in page.text


# --- What is stuck: agendas, sheets of visits, proposals ------------------------------------------------


def test_an_agenda_is_made_of_what_is_stuck_and_each_unit_reads_its_own(
    tax, weather, staff, officer, log_in
):
    overdue = make_item(tax)
    make_item(tax, title="正常事项", deadline=later(30))
    make_item(weather, title="气象滞后", light="behind", deadline=later(30))
    make_finding(tax, title="逾期问题", due_on=today() - timedelta(days=1))
    make_finding(tax, title="未到期问题")
    make_commitment(tax, by=staff, what="逾期承诺", due_on=today() - timedelta(days=1))
    make_order(weather, staff, "issued", title="气象督办", due_on=today() - timedelta(days=1))
    meeting = make_meeting(tax, weather)
    dispatch_meeting.compose(meeting.pk, staff)
    lines = list(AgendaLine.objects.values_list("unit__short_name", "kind", "heading"))
    assert lines == [
        ("市税务局", "item_overdue", "编制责任清单"),
        ("市税务局", "finding_overdue", "逾期问题"),
        ("市税务局", "commitment", "逾期承诺"),
        ("市气象局", "item_behind", "气象滞后"),
        ("市气象局", "order", "气象督办"),
    ]
    AgendaLine.objects.filter(subject_key=f"item:{overdue.pk}").update(decision="下周完成")
    dispatch_meeting.compose(meeting.pk, staff)
    assert AgendaLine.objects.get(subject_key=f"item:{overdue.pk}").decision == "下周完成"
    assert AgendaLine.objects.count() == 5
    theirs = log_in(officer)
    for shown in (
        theirs.get(meeting.get_absolute_url()).text,
        word_text(theirs.get(f"/meetings/{meeting.pk}.docx")),
    ):
        assert "逾期承诺" in shown and "气象督办" not in shown


def test_minutes_note_a_decision_on_each_line(tax, staff, log_in):
    make_item(tax)
    meeting = make_meeting(tax)
    dispatch_meeting.compose(meeting.pk, staff)
    dispatch_meeting.hold(meeting.pk, staff)
    line = AgendaLine.objects.get()
    client = log_in(staff)
    data = {
        "text": "逐项研究。",
        f"decision-{line.pk}": "月底前完成",
        "promise-TOTAL_FORMS": "0",
        "promise-INITIAL_FORMS": "0",
    }
    client.post(f"/meetings/{meeting.pk}/record/", data)
    assert (DispatchMeeting.objects.get().state, AgendaLine.objects.get().decision) == (
        "recorded",
        "月底前完成",
    )
    assert "月底前完成" in word_text(client.get(f"/meetings/{meeting.pk}.docx"))


def test_matters_cost_the_same_for_any_number_of_units(districts, django_assert_num_queries, staff):
    units = [make_unit(f"示例单位{n}", f"示例{n}", districts[0], n) for n in range(10, 30)]
    for unit in units:
        make_item(unit)
        make_finding(unit, title=f"问题{unit.pk}")
    with CaptureQueriesContext(connection) as one:
        assert len(open_matters([units[0].pk], today())) == 2
    with django_assert_num_queries(len(one)):
        assert len(open_matters([unit.pk for unit in units], today())) == 40
    assert len(stuck_matters([unit.pk for unit in units], today())) == 20


def test_the_sheet_of_a_visit_carries_problems_and_promises_of_the_units_one_may_see(
    tax, finance, weather, staff, inspector, log_in
):
    make_finding(tax, title="税务未到期问题")
    make_finding(finance, title="财政问题")
    make_commitment(tax, by=staff, what="已兑现的承诺", state="kept", settled_by=staff)
    make_visit(
        tax,
        state="fed_back",
        starts_on=today() - timedelta(days=90),
        ends_on=today() - timedelta(days=90),
        fed_back_by=staff,
    )
    visit = make_visit(tax, finance)
    client = log_in(staff)
    for said in (
        client.get(f"/visits/{visit.pk}/sheet/").text,
        word_text(client.get(f"/visits/{visit.pk}/sheet.docx")),
    ):
        for text in ("税务未到期问题", "财政问题", "已兑现的承诺", "上次调研", "此前没有调研记录"):
            assert text in said
    theirs = log_in(inspector).get(f"/visits/{visit.pk}/sheet/").text
    assert "财政问题" in theirs and "税务未到期问题" not in theirs


def test_who_is_stuck_and_who_was_never_visited(tax, finance, weather, committee, staff):
    make_consultation(
        tax, state="recorded", recorded_by=staff, held_on=today() - timedelta(days=30)
    )
    make_visit(
        finance,
        state="fed_back",
        fed_back_by=staff,
        starts_on=today() - timedelta(days=200),
        ends_on=today() - timedelta(days=200),
    )
    found = proposals(staff)
    assert [(row.unit, row.reasons) for row in found.unmet] == [
        (weather, "还没有调研或会商记录"),
        (finance, "已有 200 天没有调研或会商"),
    ]
    make_visit(weather, starts_on=later(5))
    assert [row.unit for row in proposals(staff).unmet] == [finance]
    assert [row.unit for row in proposals(staff, weather.district).unmet] == []


def test_a_quarters_plan_is_laid_out_and_confirmed(tax, finance, weather, staff, leader, log_in):
    client = log_in(staff)
    page = client.get("/visits/plan/")
    assert "排一排" in page.text
    quarter = page.context["quarter"]
    asked = {"quarter": str(quarter), "spread": "1", "starts": max(quarter.first_day, today()).isoformat(),
             "purpose": "季度调研", "unit": [tax.pk, finance.pk, weather.pk]}  # fmt: skip
    page = client.get("/visits/plan/", asked)
    trips = page.context["trips"]
    if not trips:  # the quarter's last days may all be holidays
        assert "没有工作日" in page.text
        return
    client.post(
        f"/visits/plan/?quarter={quarter}",
        {"trip": [trip.fields for trip in trips], "purpose": "季度调研"},
    )
    assert sorted(map(tuple, (visit.units.values_list("short_name", flat=True) for visit in Visit.objects.all()))) == [
        ("市气象局",), ("市税务局", "市财政局")
    ]  # fmt: skip
    assert client.get("/visits/plan/").context["planned"] == 3
    assert client.post("/visits/plan/", {"trip": ["nonsense"]}, follow=True).status_code == 200
    assert log_in(leader).post("/visits/plan/", {"trip": []}).status_code == 404


def test_a_handover_names_open_promises_and_orders(tax, staff, officer):
    make_commitment(tax, by=staff, what="未兑现的承诺")
    make_commitment(tax, by=staff, what="兑现了的承诺", state="kept", settled_by=staff)
    make_order(tax, staff, "signed_for", title="在办督办", unit_person=officer)
    make_order(tax, staff, "drafted", title="还没有印发")
    make_consultation(tax, topic="下周会商")
    said = str(sections_of(tax, "officer"))
    for text in ("未兑现的承诺", "在办督办", "下周会商"):
        assert text in said
    assert "兑现了的承诺" not in said and "还没有印发" not in said


def test_a_units_page_names_what_is_open_and_nothing_where_nothing_is(
    tax, weather, staff, officer, log_in, administrator
):
    make_order(tax, staff, "issued", title="在办督办")
    make_order(tax, staff, "drafted", title="还没有印发")
    make_commitment(tax, by=staff, what="未兑现的承诺")
    page = log_in(officer).get(tax.get_absolute_url()).text
    assert "在办督办" in page and "未兑现的承诺" in page and "还没有印发" not in page
    assert "督办和商定事项" not in log_in(staff).get(weather.get_absolute_url()).text
    assert "在办督办" not in log_in(administrator).get(tax.get_absolute_url()).text
