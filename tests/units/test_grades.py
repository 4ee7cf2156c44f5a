"""分类定级: a year is graded, published, frozen; shares with both bases, percentage points, who moved; plans of the lagging."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from units.figures import grades
from units.ledger import keeping
from units.models import GradeYear, ImprovementPlan, PartyOrganisation, YearlyGrade
from units.workflows.grade_year import lift, publish, set_grades, withdraw, year_of
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import Incomplete, NotAllowed, ReasonRequired, StateChanged

pytestmark = pytest.mark.usefixtures("units")


@pytest.fixture
def branches(tax):
    return [
        PartyOrganisation.objects.create(unit=tax, kind="branch", name=f"第{word}党支部", order=order, founded_on=date(2012, 7, 1))
        for order, word in enumerate("一二三四", 1)
    ]  # fmt: skip


def graded(actor, year, branches, codes):
    words = {"a": "advanced", "o": "ordinary", "l": "lagging"}
    return set_grades(year, actor, {row.pk: (words[code], "") for row, code in zip(branches, codes, strict=False)})  # fmt: skip


@pytest.fixture
def published(staff, branches):
    graded(staff, 2024, branches, "aool")
    return publish(year_of(2024).pk, staff, "昭直党组〔2025〕2号")


def test_a_published_year_is_frozen_and_says_how_to_change_it(staff, branches, published):
    with pytest.raises(StateChanged, match="已于.*公布，不能修改.*撤回公布.*重新公布"):
        graded(staff, 2024, branches, "a")
    assert YearlyGrade.objects.get(organisation=branches[0]).grade == "advanced"
    with pytest.raises(ReasonRequired):
        withdraw(published.pk, staff, "")
    withdraw(published.pk, staff, "第二党支部等次录错。")
    graded(staff, 2024, branches[1:], "a")
    publish(published.pk, staff)
    assert list(AuditEntry.objects.about(published).values_list("action", flat=True)) == [
        "grade_year.publish", "grade_year.withdraw", "grade_year.publish",
    ]  # fmt: skip
    assert AuditEntry.objects.about(branches[1]).first().changes == {"2024年等次": ["一般", "先进"]}


def test_nobody_is_passed_over_when_a_year_is_published(staff, branches, weather):
    far = PartyOrganisation.objects.create(unit=weather, kind="branch", name="第一党支部")
    graded(staff, 2024, branches, "aool")
    with pytest.raises(Incomplete, match="还有1个党组织没有定级：市气象局第一党支部"):
        publish(year_of(2024).pk, staff)
    far.dissolved_on = date(2024, 12, 31)
    far.save()
    assert publish(year_of(2024).pk, staff).is_published


def test_who_grades_and_who_publishes(officer, liaison, staff, branches, weather, leader):
    for nobody in (officer, leader):
        with pytest.raises(NotAllowed):
            graded(nobody, 2024, branches, "a")
    far = PartyOrganisation.objects.create(unit=weather, kind="branch", name="第一党支部")
    with pytest.raises(NotAllowed):
        graded(liaison, 2024, [far], "a")
    graded(liaison, 2024, branches, "aooo")
    for nobody in (officer, liaison, leader):
        with pytest.raises(NotAllowed):
            publish(year_of(2024).pk, nobody)


def test_what_cannot_be_graded(staff, branches):
    branches[0].dissolved_on = date(2023, 5, 1)
    branches[0].save()
    with pytest.raises(ValidationError, match="2024年底不存在"):
        graded(staff, 2024, branches, "a")
    with pytest.raises(ValidationError):
        set_grades(2024, staff, {branches[1].pk: ("excellent", "")})
    with pytest.raises(ValidationError):
        graded(staff, timezone.localdate().year + 1, branches, "oa")
    assert not YearlyGrade.objects.exists()


def test_shares_have_their_own_bases_and_the_rise_is_rounded_once(staff, branches):
    graded(staff, 2023, branches[:3], "aol")
    graded(staff, 2024, branches, "aaoo")
    first, last = grades.shares()
    assert (first.advanced, first.graded, first.percent) == (1, 3, Decimal("33.33"))
    assert (last.advanced, last.graded, last.percent) == (2, 4, Decimal("50.00"))
    assert grades.rise(first, last) == Decimal("16.67")
    assert grades.movement(2023, 2024) == {
        ("advanced", "advanced"): 1, ("ordinary", "advanced"): 1, ("lagging", "ordinary"): 1, (None, "ordinary"): 1,
    }  # fmt: skip


def test_the_page_shows_shares_and_each_move_is_its_list(log_in, staff, branches, published):
    graded(staff, 2025, branches, "aaoo")
    publish(year_of(2025).pk, staff)
    client = log_in(staff)
    page = client.get("/ledger/grades/")
    html = page.content.decode()
    assert "+25.00" in html and "2/4" in html
    movement = page.context["movement"]["rows"]
    link = next(cell for row in movement if row["label"] == "后进" for cell in row["cells"] if cell["number"])  # fmt: skip
    listed = client.get(link["href"]).context["page"]
    assert [grade.organisation for grade in listed] == [branches[3]]


def test_a_units_organisations_are_graded_on_one_page(log_in, staff, officer, tax, branches, published):  # fmt: skip
    year = timezone.localdate().year
    client, address = log_in(staff), f"/ledger/grades/{year}/?unit={tax.pk}"
    form = {f"grade-{branches[0].pk}": "advanced", f"note-{branches[0].pk}": "群众评价好", f"grade-{branches[1].pk}": ""}  # fmt: skip
    assert client.post(address, form).status_code == 302
    grade = YearlyGrade.objects.of(year).get()
    assert (grade.grade, grade.note) == ("advanced", "群众评价好")
    frozen = client.post(f"/ledger/grades/2024/?unit={tax.pk}", form)
    assert frozen.status_code == 422 and "不能修改" in frozen.content.decode()
    client = log_in(officer)
    assert client.post(address, form).status_code == 404
    assert "群众评价好" in client.get(address).content.decode()


def test_a_plan_is_for_the_lagging_and_staff_lift_it(staff, officer, branches, published):
    lagging, ordinary = (YearlyGrade.objects.get(organisation=row) for row in (branches[3], branches[1]))  # fmt: skip
    facts = {"measures": "每月研究。", "helpers": "组织科", "until": date(2025, 10, 31)}
    with pytest.raises(ValidationError, match="只有定为“后进”"):
        keeping.enter(ImprovementPlan, officer, grade=ordinary, **facts)
    plan = keeping.enter(ImprovementPlan, officer, grade=lagging, **facts)
    with pytest.raises(ValidationError, match="已经制定"):
        keeping.enter(ImprovementPlan, officer, grade=lagging, **facts)
    with pytest.raises(NotAllowed):
        lift(plan.pk, officer, timezone.localdate(), "已整改。")
    with pytest.raises(ValidationError, match="整顿成效"):
        lift(plan.pk, staff, timezone.localdate(), " ")
    lift(plan.pk, staff, timezone.localdate(), "组织生活正常。")
    assert not ImprovementPlan.objects.open().exists()
    assert YearlyGrade.objects.get(pk=lagging.pk).grade == "lagging"
    withdraw(GradeYear.objects.get(year=2024).pk, staff, "核对")
    with pytest.raises(ValidationError, match="整顿提升方案"):
        graded(staff, 2024, branches[3:], "o")
