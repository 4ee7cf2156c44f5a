"""结果公开: drafted by staff, released by a leader, its figures kept; and the process that serves citizens only (H15)."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings as portal_settings
from django.core.exceptions import ValidationError
from django.test import Client

from reviews.figures import refresh_ratings
from reviews.models import PublicResult, ResultState
from reviews.workflows import public_result as workflow
from tests.reviews.rating_world import sent, store
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

pytestmark = pytest.mark.any_database

CHANGES = "增开午间窗口。\n材料清单一次告知。"
CALLS = {
    "release": lambda pk, who: workflow.release(pk, who),
    "withdraw": lambda pk, who: workflow.withdraw(pk, who, "数字有误。"),
}


@pytest.fixture
def drafted(staff, point):
    for grade in (5, 5, 4, 2):
        store(point, grade, date(2026, 5, 6))
    refresh_ratings()
    return workflow.draft(staff, 2026, 2, CHANGES)


def test_the_table_names_every_move():
    assert set(CALLS) == set(workflow.TRANSITIONS)


@pytest.mark.parametrize("move", CALLS)
def test_no_move_starts_from_a_state_that_the_table_does_not_name(move, drafted, leader):
    for state in set(ResultState.values) - set(workflow.TRANSITIONS[move].sources):
        PublicResult.objects.filter(pk=drafted.pk).update(state=state)
        with pytest.raises(StateChanged):
            CALLS[move](drafted.pk, leader)


def test_citizens_read_it_once_it_is_released_and_the_figures_stay(drafted, leader, point):
    url = "/r/results/"
    assert "增开午间窗口" not in Client().get(url).content.decode()
    workflow.release(drafted.pk, leader)
    store(point, 1, date(2026, 5, 7))
    refresh_ratings()
    html = Client().get(url).content.decode()
    for said in ("2026年第二季度", "75.0%", "有效评议 4 条", "95%置信区间", "增开午间窗口"):
        assert said in html, said
    workflow.withdraw(drafted.pk, leader, "数字有误。")
    assert "增开午间窗口" not in Client().get(url).content.decode()


def test_who_may_do_what(drafted, staff, leader, officer):
    with pytest.raises(NotAllowed):
        workflow.draft(leader, 2026, 1, CHANGES)
    with pytest.raises(NotAllowed):
        workflow.release(drafted.pk, staff)
    with pytest.raises(PublicResult.DoesNotExist):
        workflow.release(drafted.pk, officer)
    with pytest.raises(ValidationError):
        workflow.draft(staff, 2026, 1, " ")
    workflow.release(drafted.pk, leader)
    with pytest.raises(StateChanged):
        workflow.draft(staff, 2026, 2, "改一改。")
    with pytest.raises(ReasonRequired):
        workflow.withdraw(drafted.pk, leader, "")


def test_drafting_and_releasing_on_the_page(staff, leader, log_in, db):
    client = log_in(staff)
    assert client.post("/ratings/results/", {"quarter": "2026-3", "changes": ""}).status_code == 422
    assert (
        client.post("/ratings/results/", {"quarter": "2026-3", "changes": CHANGES}).status_code
        == 302
    )
    result = PublicResult.objects.get()
    assert log_in(leader).post(f"/ratings/results/{result.pk}/release/").status_code == 302
    assert PublicResult.objects.get().state == "released"


# --- The citizens' own process ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told_by_the_setting():
    """(URL configuration, middleware) of a process that was started with PORTAL_SERVES=citizens."""
    asked = "import json; from django.conf import settings as s; print(json.dumps([s.ROOT_URLCONF, s.MIDDLEWARE]))"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "zhaotong_portal.settings",
        "PORTAL_SERVES": "citizens",
    }
    said = subprocess.run(
        [sys.executable, "-c", asked], env=environment, cwd=portal_settings.BASE_DIR, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return json.loads(said)


def test_the_citizens_process_serves_their_pages_and_nothing_else(
    told_by_the_setting, point, settings
):
    settings.ROOT_URLCONF, settings.MIDDLEWARE = told_by_the_setting
    phone = Client()
    url = f"/r/{point.token}/"
    assert "这次服务您满意吗" in phone.get(url).content.decode()
    assert "谢谢您的评议" in phone.post(url, sent(point, 2)).content.decode()
    assert phone.get("/r/receipt/").status_code == phone.get("/healthz").status_code == 200
    for elsewhere in ("/", "/login/", "/admin/", "/ratings/", "/metrics", "/api/schema/", "/r/"):
        answer = phone.get(elsewhere)
        assert answer.status_code == 404 and "重新扫描" in answer.content.decode()


def test_it_has_neither_sessions_nor_log_in_and_keeps_the_guards(told_by_the_setting):
    kept = [name.rpartition(".")[2] for name in told_by_the_setting[1]]
    assert "SecurityMiddleware" in kept and "CSPMiddleware" in kept and "NulBytesMiddleware" in kept
    assert not [name for name in kept if "Session" in name or "Auth" in name or "Login" in name]
