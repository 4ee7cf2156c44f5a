"""评分和加分扣分: one table of all units a judge, faults in their cells, points with evidence and within the scheme (I8, I10)."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.assessment import adjusting, judging
from reviews.assessment.scoring import scores_of
from reviews.models import Assessment, JudgedScore, SchemePart
from tests.people import make_unit
from tests.reviews.judgement_world import *  # noqa: F403
from tests.reviews.judgement_world import decide
from zhaotong_portal.workflow import NotAllowed, StateChanged

URL = "/assessments/judging/?year=2026"


def cell(assessment, part):
    return f"score-{assessment.pk}-{part.pk}"


def test_one_wrong_cell_keeps_the_whole_table_as_it_was_typed(year, judged_part, colleague, log_in):
    client = log_in(colleague)
    first, second = year["市税务局"], year["市财政局"]
    refused = client.post(URL, {cell(first, judged_part): "92.5", cell(second, judged_part): "120"})
    assert refused.status_code == 422
    assert (
        refused.text.count("请填写 0 到 100 的数。") == 2
    )  # beside the cell, and once more on top
    assert 'value="92.5"' in refused.text and 'value="120"' in refused.text
    assert not JudgedScore.objects.filter(judge=colleague).exists()
    sent = {cell(first, judged_part): "92.5", cell(second, judged_part): "８０"}
    assert client.post(URL, sent).status_code == 302
    given = JudgedScore.objects.filter(judge=colleague).values_list("value", flat=True)
    assert sorted(given) == [Decimal("80"), Decimal("92.5")]
    assert scores_of(2026)[first.unit_id].parts[1].value == Decimal(
        "93.75"
    )  # the mean of two judges


def test_an_emptied_cell_takes_the_score_back(year, judged_part, staff):
    assert judging.save(2026, staff, {(year["市税务局"].pk, judged_part.pk): " "}) == 1
    assert JudgedScore.objects.filter(judge=staff).count() == 3


def test_nobody_judges_the_own_office_and_who_is_no_judge_has_no_table(
    year, judged_part, staff, leader, auditor, log_in
):
    own = year["市直机关工委"]
    assert cell(own, judged_part) not in log_in(staff).get(URL).text
    judging.save(2026, staff, {(own.pk, judged_part.pk): "100"})
    assert not JudgedScore.objects.filter(assessment=own, value=100).exists()
    judging.save(2026, leader, {(own.pk, judged_part.pk): "66"})
    assert JudgedScore.objects.filter(assessment=own, judge=leader).exists()
    SchemePart.objects.update(judges=["leader"])
    with pytest.raises(NotAllowed):
        judging.save(2026, staff, {(own.pk, judged_part.pk): "100"})
    assert "没有由您评分的内容" in log_in(staff).get(URL).text


def test_scores_stand_when_the_grade_is_decided(assessed, judged_part, leader, staff, colleague):
    decide(assessed, leader, "好")
    with pytest.raises(judging.Refused) as refused:
        judging.save(2026, staff, {(assessed.pk, judged_part.pk): "10"})
    assert refused.value.messages == ["市税务局的等次已经确定，评分不再改动。"]
    with pytest.raises(StateChanged):
        adjusting.enter(
            assessed.pk, colleague, kind=judged_part.scheme.adjustments.get(), points=Decimal(1), evidence="文件"
        )  # fmt: skip


def test_points_need_evidence_and_stay_within_what_the_scheme_allows(
    assessed, scheme, staff, log_in
):
    kind = scheme.adjustments.get()
    with pytest.raises(ValidationError) as refused:
        adjusting.enter(assessed.pk, staff, kind=kind, points=Decimal(1), evidence=" ")
    assert refused.value.message_dict == {"evidence": ["请写明依据。"]}
    adjusting.enter(assessed.pk, staff, kind=kind, points=Decimal("1.5"), evidence="市委表彰")
    client, url = log_in(staff), f"/assessments/{assessed.pk}/adjustments/"
    again = client.post(url, {"kind": kind.pk, "points": "1", "evidence": "另一份文件"})
    assert (
        again.status_code == 422
        and "还可以登记 0.5 分" in again.text
        and "另一份文件" in again.text
    )
    assert scores_of(2026)[assessed.unit_id].total == Decimal("96.50")
    row = assessed.adjustments.get()
    assert client.post(f"/assessments/adjustments/{row.pk}/take-back/").status_code == 302
    assert not assessed.adjustments.exists()


def test_the_tables_cost_the_same_for_few_and_for_many_units(
    year, staff, leader, districts, log_in
):
    def costs():
        found = []
        for person, url in ((staff, URL), (leader, "/assessments/decisions/?year=2026")):
            client = log_in(person)
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            found.append(len(queries))
        return found

    few = costs()
    for number in range(10, 20):
        unit = make_unit(f"示例单位{number}", f"单位{number}", districts[0], number)
        Assessment.objects.create(unit=unit, year=2026, state="fed_back")
    assert costs() == few


def test_the_leaders_page_says_each_fault_beside_its_row_and_keeps_what_was_typed(
    year, leader, staff, log_in
):
    url, client = "/assessments/decisions/?year=2026", log_in(leader)
    first, second = year["市税务局"], year["市财政局"]
    page = client.get(url).text
    assert page.index("市税务局") < page.index("市财政局") < page.index("市气象局")

    def sent(**more):
        rows = {"row": [first.pk, second.pk]}
        for row in (first, second):
            token = page.split(f'name="seen-{row.pk}" value="')[1].split('"')[0]
            rows |= {f"seen-{row.pk}": token, f"grade-{row.pk}": "好", f"reason-{row.pk}": ""}
        return rows | more

    refused = client.post(url, sent(save="1"))
    assert refused.status_code == 422 and not year["市税务局"].decisions.exists()
    said = "得分建议为“较好”，定为“好”的，请写明理由。"
    assert said in refused.text and f'id="reason-{second.pk}"' in refused.text.split(said)[-2]
    filled = client.post(url, sent(fill="1") | {f"grade-{second.pk}": ""})
    assert "还没有保存" in filled.text and not first.decisions.exists()
    assert client.post(url, sent(only=first.pk)).status_code == 302
    assert first.decisions.get().grade == "好" and not second.decisions.exists()
    assert log_in(staff).post(url, sent(save="1")).status_code == 404
    assert f"{first.pk}:1" in log_in(leader).get(url).text
    publish = {"year": 2026, "decision": [f"{first.pk}:1"]}
    assert log_in(leader).post("/assessments/decisions/publish/", publish).status_code == 302
    announced = log_in(staff).get("/assessments/announcement/?year=2026").text
    assert "“好”等次（1个）" in announced and "市财政局" not in announced
