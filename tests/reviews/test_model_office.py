"""模范机关: criteria by year, a unit's self-assessment without loss, one signature, review by others, a title on record."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from reviews.model_offices import criteria as register
from reviews.models import (
    CriterionAnswer,
    Honour,
    ModelOfficeApplication,
    ModelOfficeCriterion,
)
from reviews.workflows import model_office as workflow
from reviews.workflows.model_office import Naming
from tests.people import make_person
from tests.zhaotong_portal.exports.sheets import book_of, rows_of
from units.models import Appointment, Role
from units.registers import entering
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.todo import todos_for
from zhaotong_portal.workflow import Incomplete, NotAllowed, ReasonRequired, StateChanged

pytestmark = [pytest.mark.usefixtures("units"), pytest.mark.any_database]
TODAY = timezone.localdate()
YEAR = TODAY.year
HERE = "/assessments/model-offices/"
NAMING = Naming("昭市发〔2026〕8号", TODAY, "中共昭通市委", date(YEAR + 3, 12, 31))
MUNICIPAL = "市级模范机关创建示范单位"


def criterion(order=1, year=YEAR, **fields):
    known = {"five_type": "political", "text": f"第{order}条标准的内容"}
    return ModelOfficeCriterion.objects.create(year=year, order=order, **known | fields)


@pytest.fixture
def criteria(db):
    return [criterion(1), criterion(2, five_type="service")]


@pytest.fixture
def draft(tax, officer, criteria):
    return workflow.start(officer, tax, YEAR, "municipal")


def whole(criteria, own="met"):
    return {row.pk: (own, "见台账") for row in criteria}


@pytest.fixture
def submitted(draft, criteria, officer, secretary):
    workflow.save(draft.pk, officer, whole(criteria))
    return workflow.submit(draft.pk, secretary)


def reviewed(application, actor, mark="met"):
    pks = application.answers.values_list("criterion", flat=True)
    return workflow.save_review(application.pk, actor, dict.fromkeys(pks, (mark, "")))


# --- Criteria -----------------------------------------------------------------------------------------------


def test_what_a_unit_answered_is_only_retired(draft, criteria, officer, administrator):
    first, second = criteria
    workflow.save(draft.pk, officer, {first.pk: ("met", "")})
    wanted = {"five_type": "clean", "order": 5, "text": "改过的标准"}
    with pytest.raises(StateChanged, match="停用"):
        register.change(first.pk, administrator, **wanted)
    assert register.change(second.pk, administrator, **wanted).text == "改过的标准"
    register.retire(first.pk, administrator)
    assert CriterionAnswer.objects.filter(criterion=first).exists()
    assert list(ModelOfficeCriterion.objects.of_year(YEAR)) == [second]


def test_last_years_criteria_are_copied_once_and_retired_ones_not(administrator):
    criterion(1, YEAR - 1), criterion(2, YEAR - 1, is_active=False), criterion(3, YEAR - 1)
    criterion(1, text="第3条标准的内容。")
    assert register.copy_from_before(administrator, YEAR) == 1
    assert register.copy_from_before(administrator, YEAR) == 0
    assert list(ModelOfficeCriterion.objects.of_year(YEAR).values_list("order", "text")) == [
        (1, "第3条标准的内容。"),
        (2, "第1条标准的内容"),
    ]


def test_only_the_administrator_keeps_them_and_only_of_years_that_matter(staff, administrator):
    with pytest.raises(NotAllowed):
        register.add(staff, YEAR, "clean", "标准")
    with pytest.raises(NotAllowed, match="不再改动"):
        register.add(administrator, YEAR - 2, "clean", "标准")
    with pytest.raises(ValidationError):
        criterion(1, text="同一标准")
        register.add(administrator, YEAR, "clean", "同一 标准")


def test_the_administrators_page_adds_changes_and_keeps_what_was_refused(log_in, administrator, criteria):  # fmt: skip
    client = log_in(administrator)
    here = f"{HERE}criteria/"
    client.post(here, {"year": YEAR, "five_type": "lawful", "text": "依法履职"})
    added = ModelOfficeCriterion.objects.get(text="依法履职")
    assert added.order == 3
    refused = client.post(f"{here}{added.pk}/", {"five_type": "lawful", "order": 1, "text": "改后"})
    assert refused.status_code == 422 and "第1条已经有了" in refused.content.decode()
    assert "改后" in refused.content.decode()
    client.post(f"{here}{added.pk}/use/", {"use": "0"})
    added.refresh_from_db()
    assert not added.is_active
    bad = client.post(here, {"year": YEAR, "five_type": "", "text": "电话13800138000"})
    assert bad.status_code == 422 and ModelOfficeCriterion.objects.count() == 3


# --- The unit -----------------------------------------------------------------------------------------------


def typed(draft, criteria, evidence, own="partly", seen=None, **more):
    from reviews.model_offices.answering import version_of

    data = {"seen": version_of(draft) if seen is None else seen}
    for row in criteria:
        data |= {f"own-{row.pk}": own, f"evidence-{row.pk}": evidence}
    return data | more


def test_an_incomplete_draft_is_kept_and_all_gaps_are_said_at_once(draft, criteria, log_in, secretary):  # fmt: skip
    client = log_in(secretary)
    data = typed(draft, criteria[:1], "", action="submit")
    answer = client.post(f"{HERE}{draft.pk}/edit/", data)
    page = answer.content.decode()
    assert answer.status_code == 422 and "已保存" in page
    assert "第1条“第1条标准的内容”没有写依据" in page
    assert "第2条“第2条标准的内容”没有自评" in page and "第2条“第2条标准的内容”没有写依据" in page
    assert draft.answers.get().own == "partly"
    answer = client.post(f"{HERE}{draft.pk}/edit/", typed(draft, criteria, "有实例", action="submit"))  # fmt: skip
    draft.refresh_from_db()
    assert answer.url == draft.get_absolute_url()
    assert (draft.state, draft.submitted_by) == ("submitted", secretary)


def test_what_another_saved_meanwhile_stands_beside_what_was_typed(draft, criteria, log_in, officer, secretary):  # fmt: skip
    data = typed(draft, criteria, "我写的")
    workflow.save(draft.pk, secretary, {criteria[0].pk: ("met", "书记写的")})
    client = log_in(officer)
    answer = client.post(f"{HERE}{draft.pk}/edit/", data)
    page = answer.content.decode()
    assert answer.status_code == 409 and "我写的" in page and "书记写的" in page
    assert draft.answers.get().evidence == "书记写的"
    again = client.post(f"{HERE}{draft.pk}/edit/", data | {"seen": answer.context["form"]["seen"].value()})  # fmt: skip
    assert again.status_code == 302
    assert set(draft.answers.values_list("evidence", flat=True)) == {"我写的"}


def test_a_text_that_the_gate_stops_is_said_beside_it_and_stays_typed(draft, criteria, log_in, officer):  # fmt: skip
    answer = log_in(officer).post(f"{HERE}{draft.pk}/edit/", typed(draft, criteria, "机密★5年"))
    assert answer.status_code == 422 and "机密★5年" in answer.content.decode()
    assert not draft.answers.exists()


def test_the_secretary_submits_and_nothing_without_criteria(draft, criteria, officer, secretary):
    workflow.save(draft.pk, officer, whole(criteria))
    with pytest.raises(NotAllowed):
        workflow.submit(draft.pk, officer)
    ModelOfficeCriterion.objects.update(is_active=False)
    with pytest.raises(Incomplete) as refused:
        workflow.submit(draft.pk, secretary)
    assert len(refused.value.gaps) == 1


def test_one_a_year_and_level_and_only_a_draft_goes_away(draft, tax, officer, other_officer, submitted):  # fmt: skip
    with pytest.raises(ValidationError):
        workflow.start(officer, tax, YEAR, "municipal")
    with pytest.raises(NotAllowed):
        workflow.start(other_officer, tax, YEAR, "provincial")
    with pytest.raises(StateChanged):
        workflow.discard(submitted.pk, officer)
    other = workflow.start(officer, tax, YEAR, "provincial")
    workflow.discard(other.pk, officer)
    assert ModelOfficeApplication.objects.get() == submitted


# --- The committee ------------------------------------------------------------------------------------------


def test_a_title_goes_into_the_register_of_honours(submitted, liaison, tax):
    with pytest.raises(Incomplete) as refused:
        workflow.name(submitted.pk, liaison, NAMING)
    assert len(refused.value.gaps) == 2
    reviewed(submitted, liaison)
    found = workflow.name(submitted.pk, liaison, NAMING, "同意命名。")
    honour = Honour.objects.get()
    assert found.state == "named" and found.honour == honour
    assert (honour.unit, honour.title, honour.level, honour.year) == (
        tax,
        MUNICIPAL,
        "municipal",
        YEAR,
    )
    assert (honour.document, honour.awarded_on, honour.valid_until) == (
        NAMING.document,
        TODAY,
        NAMING.valid_until,
    )
    assert honour.state == "confirmed" and AuditEntry.objects.about(honour).count() == 1


def test_a_title_that_is_on_record_already_is_linked_and_not_doubled(submitted, staff, officer, tax):  # fmt: skip
    fields = {"unit": tax, "title": MUNICIPAL, "level": "municipal", "year": YEAR}
    there = entering.enter(Honour, officer, **fields)
    reviewed(submitted, staff)
    with pytest.raises(StateChanged, match="先在荣誉台账核定"):
        workflow.name(submitted.pk, staff, NAMING)
    Honour.objects.update(state="confirmed")
    assert workflow.name(submitted.pk, staff, NAMING).honour == there


def test_what_the_register_refuses_names_nobody(submitted, log_in, staff):
    reviewed(submitted, staff)
    data = {"document": "文件", "awarded_on": TODAY, "valid_until": date(YEAR - 1, 1, 1), "reason": "同意"}  # fmt: skip
    client = log_in(staff)
    answer = client.post(f"{HERE}{submitted.pk}/name/", data)
    page = answer.content.decode()
    assert answer.status_code == 422 and "有效期不能早于" in page and "同意" in page
    assert client.post(f"{HERE}{submitted.pk}/name/", data | {"awarded_on": "2999-01-01"}).status_code == 422  # fmt: skip
    submitted.refresh_from_db()
    assert submitted.state == "submitted" and not Honour.objects.exists()


def test_returned_with_an_opinion_and_what_was_changed_is_looked_at_again(submitted, criteria, officer, secretary, staff):  # fmt: skip
    reviewed(submitted, staff)
    with pytest.raises(ReasonRequired):
        workflow.return_for_correction(submitted.pk, staff, " ")
    workflow.return_for_correction(submitted.pk, staff, "第一条请补充。")
    assert "模范机关自评被退回" in {row.label for row in todos_for(officer)}
    workflow.save(submitted.pk, officer, {criteria[0].pk: ("met", "补充了")})
    again = workflow.submit(submitted.pk, secretary)
    assert dict(again.answers.values_list("criterion", "reviewed")) == {criteria[0].pk: "", criteria[1].pk: "met"}  # fmt: skip
    assert workflow.not_name(again.pk, staff, "两条部分达到。").opinion == "两条部分达到。"
    with pytest.raises(StateChanged):
        workflow.submit(again.pk, secretary)


def test_nobody_reviews_what_they_wrote_or_submitted_nor_another_district(submitted, officer, secretary, weather, districts, staff):  # fmt: skip
    far = make_person("far", "何某丙", Role.STAFF, district=districts[1])
    with pytest.raises(NotAllowed):
        reviewed(submitted, far)
    for person in (officer, secretary):
        Appointment.objects.filter(person=person).update(
            starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31)
        )
        Appointment.objects.create(person=person, role=Role.STAFF, starts_on=date(2021, 1, 1))
        person.forget_scope()
        person.acting_role = Role.STAFF
        with pytest.raises(NotAllowed, match="其他人员"):
            workflow.not_name(submitted.pk, person, "理由")
        with pytest.raises(NotAllowed, match="其他人员"):
            reviewed(submitted, person)
    assert reviewed(submitted, staff).answers.filter(reviewed="met").count() == 2


def test_the_committees_own_is_a_leaders(committee, criteria, staff, leader):
    own = make_person("own-secretary", "何某乙", Role.SECRETARY, unit=committee)
    application = workflow.start(own, committee, YEAR, "municipal")
    workflow.save(application.pk, own, whole(criteria))
    workflow.submit(application.pk, own)
    with pytest.raises(NotAllowed):
        reviewed(application, staff)
    assert "模范机关自评待审核" in {row.label for row in todos_for(leader)}
    reviewed(application, leader)
    assert workflow.name(application.pk, leader, NAMING).honour.unit == committee


# --- What is seen -------------------------------------------------------------------------------------------


def test_who_sees_what(draft, officer, other_officer, staff, auditor, leader, administrator, inspector, log_in, criteria, secretary):  # fmt: skip
    seen = lambda person: ModelOfficeApplication.objects.visible_to(person).exists()  # noqa: E731
    readers = (staff, auditor, leader, administrator)
    assert seen(officer) and not any(map(seen, (other_officer, inspector, *readers)))
    workflow.save(draft.pk, officer, whole(criteria))
    workflow.submit(draft.pk, secretary)
    assert all(map(seen, readers)) and not seen(inspector)
    reviewed(draft, staff, "unmet")
    page = log_in(officer).get(draft.get_absolute_url()).content.decode()
    assert "未达到" not in page and "逐条审核" not in page
    history = log_in(staff).get(draft.get_absolute_url()).content.decode()
    assert "填写自评" not in history and "逐条审核" in history


def test_the_list_costs_the_same_for_any_number_and_goes_out(submitted, units, criteria, log_in, liaison, django_assert_num_queries):  # fmt: skip
    client = log_in(liaison)
    client.get(HERE)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(HERE)
    for unit in units[1:]:
        application = ModelOfficeApplication.objects.create(
            unit=unit, year=YEAR, level="municipal", state="submitted"
        )
        CriterionAnswer.objects.create(application=application, criterion=criteria[0], own="met")
    with django_assert_num_queries(len(one)):
        page = client.get(HERE)
    assert len(page.context["page"]) == 4
    mine = client.get(f"{HERE}?state=submitted&mine=1")
    assert {row.unit for row in mine.context["page"]} == {units[0], units[1]}
    rows = rows_of(book_of(client.get(f"{HERE}?mine=1&export=model_offices")))
    assert any("市税务局" in str(row) for row in rows)
    assert todos_for(liaison)[0].count == 2


def test_titles_and_registers_are_one_click_away_and_lead_back(submitted, log_in, staff, tax):
    reviewed(submitted, staff)
    honour = workflow.name(submitted.pk, staff, NAMING).honour
    expired = Honour.objects.create(
        unit=tax, title="省级模范机关创建示范单位", level="provincial", year=2020, awarded_on=date(2020, 5, 1),
        valid_until=date(2021, 12, 31),
    )  # fmt: skip
    Honour.objects.create(unit=tax, title="文明单位", level="municipal", year=YEAR)
    client = log_in(staff)
    links = {row["label"]: row["url"] for row in client.get(HERE).context["links"]["links"]}
    assert set(client.get(links["命名台账"]).context["page"]) == {honour, expired}
    assert list(client.get(links["当前有效的命名"]).context["page"]) == [honour]
    assert set(client.get("/honours/?q=模范机关&on=2021-06-30").context["page"]) == {expired}
    for label in ("推进会", "片区座谈", "实地观摩", "擂台比拼", "命名台账"):
        assert HERE in client.get(links[label]).content.decode()
    assert HERE in client.get("/assessments/").content.decode()
    assert submitted.get_absolute_url() in client.get(honour.get_absolute_url()).content.decode()
