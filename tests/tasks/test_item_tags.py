"""主题标签, 五型机关 and 核心指标 on items; what a project shows of its results and teams."""

from datetime import date

import pytest

from tasks.models import (
    ItemKind,
    ListKind,
    Mechanism,
    MechanismKind,
    NumericResult,
    ServiceTeam,
    StrivingMeasure,
    Theme,
    WorkItem,
)
from tasks.models.work_item import STRIVING_LIST
from zhaotong_portal.period import Period

pytestmark = pytest.mark.usefixtures("units")


@pytest.fixture
def project(tax):
    return WorkItem.objects.create(
        unit=tax, kind=ItemKind.LED_PROJECT, lead="secretary_led", year=2025, title="要素保障"
    )


@pytest.fixture
def theme(db):
    return Theme.objects.create(name="六大强市")


def edit(client, item, **fields):
    seen = client.get(f"/items/{item.pk}/edit/").context["form"].initial["seen"]
    form = {
        "seen": seen,
        "title": item.title, "lead": "secretary_led", "milestones-TOTAL_FORMS": 0, "milestones-INITIAL_FORMS": 0,
    }  # fmt: skip
    return client.post(f"/items/{item.pk}/edit/", form | fields)


def test_a_unit_tags_its_item_and_the_list_is_narrowed_by_it(log_in, officer, staff, project, theme, weather):  # fmt: skip
    other = WorkItem.objects.create(
        unit=weather, kind=ItemKind.LED_PROJECT, lead="secretary_led", year=2025, title="别的"
    )
    client = log_in(officer)
    assert edit(client, project, five_type="service", themes=[theme.pk]).status_code == 302
    project.refresh_from_db()
    assert (project.five_type, list(project.themes.all())) == ("service", [theme])
    html = client.get(project.get_absolute_url()).content.decode()
    assert "服务机关" in html and f"?theme={theme.pk}" in html
    assert "主题标签" in html  # in the history too
    client = log_in(staff)
    for query in (f"theme={theme.pk}", "five_type=service"):
        shown = client.get(f"/items/?{query}").context["rows"]
        assert [row["item"].pk for row in shown] == [project.pk]
    assert other.pk in {row["item"].pk for row in client.get("/items/").context["rows"]}


def test_a_side_that_does_not_exist_is_refused(log_in, officer, project):
    answer = edit(log_in(officer), project, five_type="sixth")
    assert answer.status_code == 422
    assert "five_type" in answer.context["form"].errors


def test_a_striving_measure_has_its_core_indicator(log_in, staff, tax):
    kind = ListKind.objects.create(name=STRIVING_LIST, minutes=1, asked_until=Period(2027, 12))
    client = log_in(staff)
    form = {
        "unit": "市税务局", "year": "2026", "title": "提升网办率", "core_indicator": "网办率90%以上",
        "deadline_kind": "ongoing", "milestones-TOTAL_FORMS": 0, "milestones-INITIAL_FORMS": 0,
    }  # fmt: skip
    year = client.get(f"/items/new/?kind=extra_list&list={kind.pk}").context["form"].fields["year"].choices[1][0]  # fmt: skip
    answer = client.post(f"/items/new/?kind=extra_list&list={kind.pk}", form | {"year": year})
    assert answer.status_code == 302, answer.context["form"].errors
    measure = StrivingMeasure.objects.get()
    assert (measure.unit, measure.core_indicator) == (tax, "网办率90%以上")
    assert "网办率90%以上" in client.get(measure.get_absolute_url()).content.decode()


def test_a_project_shows_its_results_apart_its_teams_and_task_forces(log_in, officer, project, tax):
    NumericResult.objects.create(unit=tax, item=project, name="总投资", value=110, measure="亿元", as_of=date(2025, 6, 30))  # fmt: skip
    ServiceTeam.objects.create(unit=tax, item=project, name="工业服务队", task="代办", begins_on=date(2024, 3, 1))  # fmt: skip
    kind = MechanismKind.objects.create(code="task_force", name="专项工作专班")
    Mechanism.objects.create(unit=tax, kind=kind, item=project, who="要素保障专班", task="协调水电路气", begins_on=date(2024, 3, 1))  # fmt: skip
    html = log_in(officer).get(project.get_absolute_url()).content.decode()
    assert "110亿元" in html and "案例数据，不参加汇总" in html
    assert "工业服务队" in html and "要素保障专班" in html
    shown = log_in(officer).get(f"/registers/results/?item={project.pk}").context["page"]
    assert [row.name for row in shown] == ["总投资"]


def test_kinds_in_use_and_themes_are_the_administrators_to_keep(log_in, administrator):
    client = log_in(administrator)
    client.post("/admin/tasks/theme/add/", {"name": "新主题", "meaning": "", "order": 1, "is_active": "on"})  # fmt: skip
    assert Theme.objects.filter(name="新主题").exists()
    client.post("/admin/tasks/mechanismkind/add/", {"code": "new_post", "name": "新岗位", "order": 9, "is_active": "on"})  # fmt: skip
    assert MechanismKind.objects.filter(code="new_post").exists()
    for table in ("listkind", "activitykind"):
        assert client.get(f"/admin/tasks/{table}/add/").status_code == 200
