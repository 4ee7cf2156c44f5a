"""The Django admin obeys the matrix: the administrator keeps, the auditor reads, nobody else finds it."""

import pytest
from django.contrib import admin
from django.urls import reverse

from reviews.models import Finding
from tasks.models import MonthlyReport
from units.models import Person, Unit
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports.meanings import ColumnMeaning
from zhaotong_portal.period import Period

pytestmark = pytest.mark.any_database

REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
OWN = [
    model
    for model in REGISTERED
    if model._meta.app_label in ("units", "tasks", "reviews", "portal")
]


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_every_list_and_search_opens(who, model, request, log_in, units):
    client = log_in(request.getfixturevalue(who))
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse(name), {"q": "税务"}).status_code == 200


@pytest.mark.parametrize("who", ["officer", "secretary", "staff", "leader", "inspector"])
def test_it_is_not_there_for_anybody_else(who, request, log_in, units):
    client = log_in(request.getfixturevalue(who))
    assert client.get("/admin/").status_code == 404
    assert client.get("/admin/units/unit/").status_code == 404
    assert client.get("/admin/login/").status_code == 404


def test_the_administrator_renames_a_unit_and_the_trail_says_so(administrator, tax, log_in):
    client = log_in(administrator)
    url = reverse("admin:units_unit_change", args=[tax.pk])
    form = client.get(url).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value is not None}
    inlines = {
        f"{prefix}-{key}": value
        for prefix in ("aliases", "changes")
        for key, value in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}.items()
    }
    client.post(url, {**data, **inlines, "short_name": "市税务局（新）"})
    assert Unit.objects.get(pk=tax.pk).short_name == "市税务局（新）"
    entry = AuditEntry.objects.about(tax).first()
    assert entry.changes["简称"] == ["市税务局", "市税务局（新）"]
    assert entry.actor == administrator


def test_the_auditor_changes_nothing(auditor, tax, log_in):
    client = log_in(auditor)
    url = reverse("admin:units_unit_change", args=[tax.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"short_name": "改名"})
    assert Unit.objects.get(pk=tax.pk).short_name == "市税务局"


@pytest.mark.parametrize("model", [MonthlyReport, Finding])
def test_models_of_a_workflow_are_read_only_even_for_the_administrator(model, administrator, rf):
    request = rf.get("/")
    request.user = administrator
    page = admin.site._registry[model]
    assert page.has_view_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_add_permission(request)
    assert not page.has_delete_permission(request)


def test_a_report_opens_read_only(administrator, tax, log_in):
    report = MonthlyReport.objects.create(unit=tax, period=Period(2026, 11))
    page = log_in(administrator).get(reverse("admin:tasks_monthlyreport_change", args=[report.pk]))
    assert page.status_code == 200
    assert b'name="state"' not in page.content


def test_a_new_person_must_change_the_first_password(administrator, log_in):
    client = log_in(administrator)
    url = reverse("admin:units_person_add")
    inline = {"appointments-TOTAL_FORMS": 0, "appointments-INITIAL_FORMS": 0}
    person = {"username": "new", "name": "新某甲", "is_active": "on", **inline}
    assert "请填写初始密码" in client.post(url, person).content.decode()
    client.post(url, {**person, "first_password": "first-password-here"})
    person = Person.objects.get(username="new")
    assert person.check_password("first-password-here")
    assert person.must_change_password


def test_an_export_from_the_admin_carries_no_formula(administrator, tax, log_in):
    Unit.objects.filter(pk=tax.pk).update(short_name="=1+1")
    client = log_in(administrator)
    resource = client.get(reverse("admin:units_unit_export"))
    assert resource.status_code == 200
    fields = resource.context["form"].fields
    data = {name: "on" for name in fields if name.startswith("unitresource_")}
    answer = client.post(
        reverse("admin:units_unit_export"), {**data, "format": "1", "resource": ""}
    )
    assert b"=1+1" not in answer.content.replace(b"'=1+1", b"")


def test_what_imports_learnt_of_columns_is_taken_back_here_too(administrator, auditor, log_in):
    meaning = ColumnMeaning.objects.create(
        kind="service_item", key="惠及面", label="惠及面", field="result", by=administrator
    )
    client = log_in(administrator)
    said = client.get(reverse("admin:portal_columnmeaning_changelist")).content.decode()
    assert "三服务清单" in said
    assert "成效" in said
    delete = reverse("admin:portal_columnmeaning_delete", args=[meaning.pk])
    assert log_in(auditor).post(delete, {"post": "yes"}).status_code == 403
    assert ColumnMeaning.objects.exists()
    log_in(administrator).post(delete, {"post": "yes"})
    assert not ColumnMeaning.objects.exists()
    assert AuditEntry.objects.filter(action="admin.delete", object_label="惠及面").exists()
