"""The trail names what was done in the office's words (M2): who sent, signed, returned, not which columns were written."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from tasks.workflows import report as moves
from tests.tasks.month_world import (  # noqa: F401
    at,
    branches,
    catalogue,
    clock,
    filled,
    november,
    report,
    sent,
    submitted,
)
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow_diagrams import registered

pytestmark = pytest.mark.any_database

APPS = ("zhaotong_portal", "units", "tasks", "reviews")
WRITERS = {"record", "entry_of"}
EVENT = re.compile(r"[a-z_]+(\.[a-z_]+)?$")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")


def calls():
    """(where, action, label) of every entry written with its words in place."""
    for app in APPS:
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRITERS:
                    action, label = node.args[1:3]
                    yield f"{path.name}:{node.lineno}", getattr(action, "value", None), plain(label)


def plain(node):
    """The constant parts of a text; None of what is decided elsewhere."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    return None


def test_every_entry_is_an_event_with_a_chinese_name():
    found = list(calls())
    assert len(found) > 60
    assert [where for where, action, _ in found if action and not EVENT.match(action)] == []
    assert [where for where, _, label in found if label and not CHINESE.search(label)] == []


@pytest.mark.parametrize("workflow", registered(), ids=lambda workflow: workflow.name)
def test_every_move_has_a_name_of_its_own(workflow):
    labels = [move.label for move in workflow.moves.values()]
    assert all(CHINESE.search(label) for label in labels)
    assert len(set(labels)) == len(labels)


def test_a_month_reads_as_what_happened(submitted, staff, auditor, client):  # noqa: F811
    moves.accept(submitted.pk, staff)
    moves.reopen(submitted.pk, staff, reason="请补充数字。", until=at(12, 10))
    told = (
        AuditEntry.objects.about(submitted).order_by("pk").values_list("actor_name", "action_label")
    )
    assert list(told) == [
        ("王示例", "送签"),
        ("李示例", "签名报送"),
        ("陈示例", "审核通过"),
        ("陈示例", "重新开放"),
    ]
    client.force_login(auditor)
    page = client.get("/admin/portal/auditentry/?action_label=重新开放").text
    assert "请补充数字。" in page
    assert "审核通过</td>" not in page
