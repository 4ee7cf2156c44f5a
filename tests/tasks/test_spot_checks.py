"""抽查核实: drawn once a month from what signed reports say, verified by somebody else, beside the totals, changing none."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tasks import jobs, spot_check_totals, spot_checks
from tasks.figures import rebuilding
from tasks.models import (
    Indicator,
    IndicatorValue,
    ItemProgress,
    SpotCheck,
    SpotCheckDraw,
    ValueState,
)
from tasks.workflows.report import accept
from tests.people import make_person
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, at, fresh
from units.models import Appointment, Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.todo import todos_for
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged


@pytest.fixture(scope="module")
def before_signing():
    """What 市税务局 reported: two figures of branches, one of its own, one item claimed done."""

    def said(report):
        lecture = Indicator.objects.get(code="first_topic")
        for organisation, value in zip(
            report.unit.organisations.order_by("order"), (3, 4), strict=True
        ):
            IndicatorValue.objects.filter(indicator=lecture, organisation=organisation).update(
                state=ValueState.REPORTED, value=value
            )
        IndicatorValue.objects.filter(indicator__code="reading_class").update(
            state=ValueState.REPORTED, value=2
        )
        ItemProgress.objects.filter(item__title__contains="换届").update(
            claims_done=True, percent=100
        )

    return said


@pytest.fixture
def drawn(submitted, clock, settings):
    settings.SPOT_CHECK_MOST_A_UNIT = 9
    clock.move_to(at(12, 8))
    return spot_checks.draw(NOVEMBER, seed="seed")


@pytest.fixture
def check(drawn):
    return SpotCheck.objects.get(indicator__code="reading_class")


def todos(user):
    return {todo.label: todo.count for todo in todos_for(user) if "抽查" in todo.label}


# --- Drawing --------------------------------------------------------------------------------------


def test_the_job_draws_after_the_last_grace_and_only_once(submitted, clock):
    clock.move_to(at(12, 4))
    jobs.draw_due_samples()
    assert not SpotCheckDraw.objects.exists()
    clock.move_to(at(12, 20))
    jobs.draw_due_samples()
    jobs.draw_due_samples()
    draw = SpotCheckDraw.objects.get()
    assert (draw.period, draw.population, draw.size) == (NOVEMBER, 4, 3)
    assert draw.checks.count() == 3
    assert len(draw.seed) == 32


def test_anybody_can_draw_it_again(drawn):
    entries = spot_checks.entries_of(NOVEMBER)
    again = spot_checks.sample(entries, 60, 9, drawn.seed)
    assert (len(entries), len(again)) == (drawn.population, drawn.size) == (4, 4)


def test_zeros_unsigned_reports_and_other_months_are_not_drawn(filled, clock):
    clock.move_to(at(12, 8))
    assert spot_checks.draw(NOVEMBER).population == 0


def test_a_check_says_what_was_reported(drawn, check):
    assert check.said == "读书班 2 期"
    claimed = SpotCheck.objects.exclude(item=None).get()
    assert claimed.said == "报结：完成机关党委换届并报备"


# --- Verdicts -------------------------------------------------------------------------------------


def test_a_verdict_is_kept_with_its_person_and_changes_no_figure(check, staff):
    value = IndicatorValue.objects.get(indicator=check.indicator)
    spot_checks.verify(check.pk, staff, "untrue", "台账只有 1 期。")
    check = fresh(check)
    assert (check.verdict, check.checked_by, check.note) == ("untrue", staff, "台账只有 1 期。")
    assert fresh(value).value == value.value
    assert AuditEntry.objects.about(check).get().action == "spot_check.verified"


@pytest.mark.parametrize(
    "verdict, note", [("partly", " "), ("untrue", ""), ("", "属实"), ("好", "")]
)
def test_a_fault_is_explained_and_a_verdict_chosen(check, staff, verdict, note):
    with pytest.raises(ReasonRequired):
        spot_checks.verify(check.pk, staff, verdict, note)
    assert fresh(check).verdict == ""


def test_nobody_verifies_what_they_accepted_or_their_own_unit(
    submitted, check, staff, colleague, tax
):
    accept(submitted.pk, staff)
    with pytest.raises(NotAllowed, match="由您审核通过"):
        spot_checks.verify(check.pk, staff, "true")
    Appointment.objects.create(
        person=colleague, role=Role.OFFICER, unit=tax, starts_on=at(1, 1).date()
    )
    colleague.forget_scope()
    colleague.acting_role = Role.STAFF
    with pytest.raises(NotAllowed, match="任党务干部或书记"):
        spot_checks.verify(check.pk, colleague, "true")
    assert todos(staff) == {}
    assert spot_checks.verify(check.pk, make_person("third", "褚某乙", Role.STAFF), "true")


def test_an_inspector_verifies_in_the_units_of_the_campaign(check, inspector, tax):
    with pytest.raises(SpotCheck.DoesNotExist):
        spot_checks.verify(check.pk, inspector, "true")
    campaign = make_person("campaign", "冯某乙", Role.INSPECTOR, unit=tax)
    assert spot_checks.verify(check.pk, campaign, "true").checked_by == campaign


@pytest.mark.parametrize("who", ["officer", "leader", "auditor", "administrator"])
def test_who_does_not_decide_about_the_unit_does_not_verify(check, who, request):
    with pytest.raises(NotAllowed):
        spot_checks.verify(check.pk, request.getfixturevalue(who), "true")


def test_the_slower_of_two_is_told_and_a_slip_is_put_right(check, staff, colleague):
    spot_checks.verify(check.pk, staff, "true")
    with pytest.raises(StateChanged, match="已由 陈示例 核实为“属实”"):
        spot_checks.verify(check.pk, colleague, "untrue", "不符。")
    with pytest.raises(ReasonRequired, match="更正"):
        spot_checks.verify(check.pk, staff, "true")
    spot_checks.verify(check.pk, staff, "partly", "选错了，实为 1 期。")
    assert AuditEntry.objects.about(check).first().changes == {"核实结果": ["属实", "部分属实"]}


def test_the_unit_answers_a_fault_once(check, staff, officer, other_officer):
    with pytest.raises(StateChanged):
        spot_checks.answer(check.pk, officer, "属实。")
    spot_checks.verify(check.pk, staff, "partly", "只见 1 期。")
    assert todos(officer) == {"抽查有不符，请说明情况": 1}
    with pytest.raises(ReasonRequired):
        spot_checks.answer(check.pk, officer, "  ")
    with pytest.raises(SpotCheck.DoesNotExist):
        spot_checks.answer(check.pk, other_officer, "不是我们的。")
    spot_checks.answer(check.pk, officer, "另一期在分会场。")
    assert (fresh(check).answer, todos(officer)) == ("另一期在分会场。", {})
    with pytest.raises(StateChanged):
        spot_checks.verify(check.pk, staff, "true", "补充核实。")


def test_the_database_wants_a_person_and_a_reason(check, staff):
    for fields in (
        {"verdict": "true"},
        {"verdict": "untrue", "checked_by": staff, "checked_at": at(12, 8)},
        {"answer": "说明"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SpotCheck.objects.filter(pk=check.pk).update(**fields)


# --- Beside the totals ----------------------------------------------------------------------------


def test_the_verdicts_stand_beside_the_totals(drawn, check, staff, officer, other_officer):
    rebuilding.MONTHS.rebuild()
    spot_checks.verify(check.pk, staff, "true")
    shown = {each.label: each for each in spot_check_totals.totals(staff, NOVEMBER, NOVEMBER)}
    assert (shown["读书班"].reported, shown["读书班"].tally.text) == (2, "抽查 1，属实 1（100%）")
    assert shown["报结的事项"].reported == 1
    assert shown["报结的事项"].tally.text == "抽取 1，待核实"
    assert [each.label for each in spot_check_totals.totals(officer, NOVEMBER, NOVEMBER)] == [
        *shown
    ]
    assert spot_check_totals.totals(other_officer, NOVEMBER, NOVEMBER) == []


def test_the_headline_figures_bear_the_verdicts(drawn, check, staff, log_in):
    address = "/headline/?from=2026-11&to=2026-11&as_of=2026-12-08"
    client = log_in(staff)
    assert "抽查" not in client.get(address).content.decode().split("<main")[1]
    spot_checks.verify(check.pk, staff, "true")
    for page in (address, address.replace("/?", "/reading_class/?")):
        assert "抽查 1，属实 1（100%）" in client.get(page).content.decode()


def test_one_untrue_of_many_is_never_a_hundred_percent():
    assert spot_check_totals.Tally(1000, 999, 1, 0).percent == 99
    assert spot_check_totals.Tally(2, 0, 0, 0).percent is None


# --- Pages ----------------------------------------------------------------------------------------


def test_staff_go_from_entry_to_entry(drawn, staff, log_in):
    client = log_in(staff)
    assert todos(staff) == {"抽查待核实": 4}
    first = SpotCheck.objects.first()
    page = client.post(f"/spot-checks/{first.pk}/verify/", {"verdict": "untrue", "note": ""})
    assert page.status_code == 422
    assert "请写明查实的情况" in page.content.decode()
    answer = client.post(
        f"/spot-checks/{first.pk}/verify/", {"verdict": "untrue", "note": "查无记录。", "next": "1"}
    )
    following = SpotCheck.objects.waiting().first()
    assert answer.headers["Location"] == following.get_absolute_url()
    shown = client.get("/spot-checks/?verdict=untrue").content.decode()
    assert first.said in shown
    assert following.said not in shown.split("data-href")[-1]


def test_what_was_typed_stands_there_after_a_refusal(check, staff, colleague, log_in):
    spot_checks.verify(check.pk, colleague, "true")
    page = log_in(staff).post(
        f"/spot-checks/{check.pk}/verify/", {"verdict": "untrue", "note": "我写的情况。"}
    )
    assert page.status_code == 409
    assert "我写的情况。" in page.content.decode()


def test_the_unit_reads_its_own_and_answers_on_the_page(
    check, staff, officer, other_officer, log_in
):
    spot_checks.verify(check.pk, staff, "partly", "只见 1 期。")
    assert log_in(other_officer).get(check.get_absolute_url()).status_code == 404
    client = log_in(officer)
    assert "只见 1 期。" in client.get(check.get_absolute_url()).content.decode()
    client.post(f"/spot-checks/{check.pk}/answer/", {"answer": "另一期在分会场。"})
    assert "另一期在分会场。" in client.get(check.get_absolute_url()).content.decode()


def test_staff_may_draw_what_is_due_and_nothing_else(submitted, staff, log_in, clock):
    client = log_in(staff)
    client.post(f"/spot-checks/{NOVEMBER}/draw/")
    assert not SpotCheckDraw.objects.exists()
    clock.move_to(at(12, 8))
    client = log_in(staff)
    assert f"抽取{NOVEMBER.label}样本" in client.get("/spot-checks/").content.decode()
    client.post(f"/spot-checks/{NOVEMBER}/draw/")
    assert SpotCheckDraw.objects.get().checks.count() == 3


def test_the_pages_cost_the_same_for_any_number(drawn, check, staff, log_in):
    client = log_in(staff)
    client.get("/spot-checks/")

    def queries(address):
        with CaptureQueriesContext(connection) as told:
            assert client.get(address).status_code == 200
        return len(told)

    few = queries("/spot-checks/")
    SpotCheck.objects.bulk_create(
        SpotCheck(draw=drawn, unit=check.unit, indicator=check.indicator, said=f"{n} 期")
        for n in range(40)
    )
    assert queries("/spot-checks/") == few <= 12
