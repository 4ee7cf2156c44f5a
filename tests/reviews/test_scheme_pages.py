"""The pages of schemes: reading a version, the editor with its rows, the simulation."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from reviews.assessment.content import PartContent, content_of
from reviews.models import AssessmentScheme, SchemeState
from reviews.workflows import assessment_scheme as workflow
from tests.reviews.assessment_world import judge, make_scheme

YEAR = 2026
LIST = "/assessments/schemes/"
JUDGES = {"judges": ["staff", "leader"]}


@pytest.fixture(autouse=True)
def in_december(monkeypatch):
    monkeypatch.setattr(workflow, "years_to_draft", lambda: [YEAR + 1, YEAR, YEAR - 1])


@pytest.fixture
def admin(log_in, administrator):
    return log_in(administrator)


@pytest.fixture
def draft(administrator):
    scheme = workflow.draft(YEAR, administrator)
    content = content_of(scheme)
    parts = (
        PartContent("月度任务", 60, "figure", "report_timeliness"),
        PartContent("测评", 40, "vote"),
    )
    return workflow.edit(
        scheme.pk, administrator, replace(content, parts=parts, adjustments=content.adjustments[:1]), content.edition
    )  # fmt: skip


def page(client, scheme, name="assessment_scheme"):
    return client.get(reverse(name, args=[scheme.pk]))


def typed(client, scheme, **changes):
    """What a browser would send of the editor as it stands, with some of it changed."""
    html = page(client, scheme, "assessment_scheme_edit").content.decode()
    return fields_of(html) | {name.replace("__", "-"): value for name, value in changes.items()}


def fields_of(html):
    form = html[html.index('id="scheme-form"') :]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            sent.setdefault(name[1], []).append(value[1] if value else "")
    for name, body in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        sent[name] = [chosen[1] if chosen else ""]
    for name, body in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        sent[name] = [body.strip()]
    sent.pop("csrfmiddlewaretoken", None)
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


def save(client, scheme, data):
    return client.post(reverse("assessment_scheme_edit", args=[scheme.pk]), data)


def test_a_draft_begins_from_the_list(admin):
    answer = admin.post(f"{LIST}new/", {"year": YEAR}, follow=True)
    scheme = AssessmentScheme.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("assessment_scheme_edit", args=[scheme.pk])
    again = admin.post(f"{LIST}new/", {"year": YEAR})
    assert again.status_code == 409
    assert "已有一份起草中的方案" in again.content.decode()
    assert admin.post(f"{LIST}new/", {"year": 1999}).status_code == 422


def test_a_version_reads_with_its_sum_and_the_cards_of_its_figures(admin, draft):
    html = page(admin, draft).content.decode()
    assert "<strong>100%</strong>" in html
    assert f'href="{reverse("assessed_figures")}#report_timeliness"' in html
    assert "平台数据：月报按时率" in html


def test_what_is_saved_is_what_was_typed(admin, draft):
    data = typed(admin, draft, part__0__weight="55", part__1__weight="45", part__1__source="judged")
    data["part-1-judges"] = ["staff"]
    data["part-1-exempt_kinds"] = ["public_hospital", "vertical"]
    answer = save(admin, draft, data)
    assert answer.status_code == 302
    first, second = content_of(draft).parts
    assert (first.weight, second.weight, second.source) == (55, 45, "judged")
    assert (second.judges, second.exempt_kinds) == (("staff",), ("public_hospital", "vertical"))


def test_rows_come_and_go_with_everything_typed_and_nothing_stored(admin, draft):
    data = typed(admin, draft, part__0__name="改了一半", part__0__weight="不是数")
    more = save(admin, draft, data | {"row": "part-add"})
    assert more.status_code == 200
    html = more.content.decode()
    assert 'name="part-2-name"' in html and 'value="改了一半"' in html
    assert "field-error" not in html
    gone = save(admin, draft, fields_of(html) | {"row": "part-remove-0"}).content.decode()
    assert "改了一半" not in gone and 'value="测评"' in gone
    up = fields_of(save(admin, draft, data | {"row": "part-up-1"}).content.decode())
    assert (up["part-0-name"], up["part-1-name"]) == ("测评", "改了一半")
    strange = save(admin, draft, data | {"row": "part-remove-x"}).content.decode()
    assert 'value="改了一半"' in strange and 'value="测评"' in strange
    assert content_of(draft).parts[0].name == "月度任务"


def test_a_fault_stands_beside_its_cause_and_the_words_stay(admin, draft):
    data = typed(
        admin, draft, part__0__name="测评", part__0__weight="130", part__1__source="judged",
        adjustment__0__most="99", title="改过的名称",
    )  # fmt: skip
    answer = save(admin, draft, data)
    assert answer.status_code == 422
    html = answer.content.decode()
    for said in (
        "权重应为 1 至 100 的整数",
        "由评委打分的，请选择评委",
        "“测评”写了两次",
        "一项最多 20 分",
    ):
        assert said in html
    assert 'value="130"' in html and 'value="改过的名称"' in html
    assert '<a href="#id_part-0-weight">' in html
    assert content_of(draft).parts[0].weight == 60


def test_weights_may_wait_in_a_draft_and_refuse_its_taking_effect(admin, draft):
    answer = save(admin, draft, typed(admin, draft, part__0__weight="50"))
    assert "还不能施行：各项权重合计应为 100%，现为 90%" in admin.get(answer.url).content.decode()
    move = reverse("assessment_scheme_move", args=[draft.pk, "put_in_force"])
    refused = admin.post(move, {"reason": ""})
    assert refused.status_code == 422
    assert "现为 90%" in refused.content.decode()


def test_who_saves_over_somebody_elses_changes_is_shown_them(admin, draft, administrator):
    data = typed(admin, draft, title="我的名称")
    content = content_of(draft)
    other = (replace(content.parts[0], name="他人改的"), content.parts[1])
    workflow.edit(draft.pk, administrator, replace(content, parts=other), content.edition)
    answer = save(admin, draft, data)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "已被他人修改" in html and "他人改的 60%" in html and 'value="我的名称"' in html
    assert save(admin, draft, fields_of(html)).status_code == 302


def test_it_takes_effect_once_the_simulation_was_looked_at(admin, draft):
    move = reverse("assessment_scheme_move", args=[draft.pk, "put_in_force"])
    refused = admin.post(move, {"reason": ""})
    assert refused.status_code == 409 and "请先打开“测算”" in refused.content.decode()
    address = reverse("assessment_scheme_simulation", args=[draft.pk])
    shown = admin.get(address)
    digest = re.search(r'name="digest" value="(\w+)"', shown.content.decode())[1]
    assert admin.post(address, {"digest": "0" * 64}).status_code == 409
    assert admin.post(address, {"digest": digest}).status_code == 302
    assert admin.post(move, {"reason": ""}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == SchemeState.IN_FORCE
    assert (
        "修改"
        not in page(admin, draft).content.decode().split("page-actions")[1].split("</div>")[0]
    )


def test_the_simulation_says_each_shift_in_words_and_goes_out(admin, staff, tax, finance, weather):
    last = make_scheme(
        staff, [("甲", 50, "judged", JUDGES), ("乙", 50, "judged", JUDGES)], year=YEAR - 1
    )
    for unit, values in ((finance, (90, 60)), (tax, (50, 80))):
        for part, value in zip(last.parts.all(), values, strict=True):
            judge(unit, part, staff, value, year=YEAR - 1)
    new = make_scheme(
        staff, [("甲", 10, "judged", JUDGES), ("乙", 90, "judged", JUDGES)], state="draft"
    )
    address = reverse("assessment_scheme_simulation", args=[new.pk])
    html = admin.get(address).content.decode()
    assert "上升 1 位" in html and "下降 1 位" in html and "+12.00" in html
    vertical = admin.get(f"{address}?kind=vertical").content.decode()
    assert "市税务局" in vertical and "市财政局" not in vertical
    assert (
        admin.get(f"{address}?export=simulation").headers["Content-Disposition"].endswith(".xlsx")
    )


def test_units_read_the_version_in_force_and_no_draft(log_in, officer, administrator, draft):
    workflow.confirm_simulation(draft.pk, administrator, content_of(draft).scored_digest)
    workflow.put_in_force(draft.pk, administrator)
    waiting = workflow.draft(YEAR, administrator)
    client = log_in(officer)
    html = client.get(LIST).content.decode()
    assert "第 1 版" in html and "第 2 版" not in html and "起草方案" not in html
    assert page(client, draft).status_code == 200
    assert "操作记录" not in page(client, draft).content.decode()
    assert page(client, waiting).status_code == 404
