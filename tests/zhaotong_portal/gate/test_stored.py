"""What is stored already: found in every watched text, told masked, in a number of queries that rows do not raise."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import Category, ItemKind, WorkItem
from units.models import Handover
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.gate import rules, stored
from zhaotong_portal.gate.defaults import load_words
from zhaotong_portal.gate.guarding import is_free_text, watched
from zhaotong_portal.gate.models import GuardedWord
from zhaotong_portal.gate.permission import may_scan

MARK, PHONE, HIDDEN = "机密★10年", "13812345678", "138****5678"


def add(unit, *texts):
    WorkItem.objects.bulk_create(
        WorkItem(unit=unit, kind=ItemKind.SERVICE_ITEM, category=Category.PUBLIC, year=2025, title=f"事项{n}",
                 title_key=f"事项{n}{text}", deadline_kind="ongoing", measures=text)
        for n, text in enumerate(texts)
    )  # fmt: skip


def test_the_page_lists_finds_masked_with_links(log_in, administrator, tax):
    add(tax, f"联系{PHONE}，周五", f"按{MARK}文件，内容是某某", "没有什么")
    client = log_in(administrator)
    assert PHONE not in client.get("/gate/").text
    page = client.get("/gate/?scan=1").text
    assert HIDDEN in page and "密级标志“机密★10年”" in page
    assert WorkItem.objects.first().get_absolute_url() in page
    assert PHONE not in page
    assert "内容是某某" not in page, "of a secret nothing but its mark"
    assert client.get("/gate/?scan=1&export=gate").status_code == 200


def test_only_the_administrator_may_look(log_in, staff, auditor):
    for person in (staff, auditor):
        assert log_in(person).get("/gate/").status_code == 404
        assert not may_scan(person)


def test_too_many_texts_are_for_the_command(log_in, administrator, tax, settings, capsys):
    settings.GATE_SCAN_TEXTS = 0
    add(tax, f"联系{PHONE}")
    page = log_in(administrator).get("/gate/?scan=1").text
    assert "check_words" in page and HIDDEN not in page
    with pytest.raises(SystemExit) as ended:
        call_command("check_words")
    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert HIDDEN in said and PHONE not in said


def test_queries_do_not_grow_with_rows(tax):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            stored.scan()
        return len(counted)

    add(tax, PHONE)
    few = queries()
    add(tax, *[f"{PHONE}，{n}" for n in range(40)])
    assert queries() == few


def test_every_free_text_of_the_apps_is_watched_unless_it_is_named():
    """A model that is added later is watched from its first day."""
    named = {each.model._meta.model_name for each in watched()}
    assert {
        "workitem",
        "itemprogress",
        "remark",
        "finding",
        "findingstep",
        "activity",
        "deadlinechange",
        "honour",
    } <= named
    assert "person" not in named, "its telephone is asked for"
    assert not is_free_text(WorkItem._meta.get_field("kind"))
    assert "incoming_phone" not in next(each.fields for each in watched() if each.model is Handover)


class TestTheList:
    def test_a_change_is_seen_by_the_next_request(self, db, client):
        text = "问题线索"
        assert not rules.current().find(text)
        word = GuardedWord.objects.create(kind="work", text=text, level="warn")
        assert rules.current().find(text)
        GuardedWord.objects.filter(
            pk=word.pk
        ).delete()  # as another process would: no signal, another request
        client.get("/login/")
        assert not rules.current().find(text)

    def test_it_is_asked_for_once_a_request(self, db):
        rules.ask_again()
        with CaptureQueriesContext(connection) as counted:
            for _ in range(50):
                rules.current().find("走访群众")
        assert len(counted) <= 2

    def test_deactivating_a_word_lets_it_pass(self, db):
        word = GuardedWord.objects.create(kind="secrecy", text="机要文件全文", level="refuse")
        word.is_active = False
        word.save()
        assert not rules.current().find("机要文件全文")

    def test_the_administrator_allows_a_phrase_and_the_trail_keeps_it(self, log_in, administrator):
        assert rules.current().find("讲解标志式样（机密）")
        post = {
            "kind": "allowed",
            "text": "标志式样（机密）",
            "level": "",
            "is_active": "on",
            "note": "",
        }
        assert log_in(administrator).post("/admin/portal/guardedword/add/", post).status_code == 302
        assert not rules.current().find("讲解标志式样（机密）")
        assert AuditEntry.objects.get(action="admin.add").actor == administrator

    @pytest.mark.parametrize(
        "fields",
        [
            {"kind": "allowed", "text": "机密", "level": ""},
            {"kind": "allowed", "text": "标志式样（机密）", "level": "warn"},
            {"kind": "secrecy", "text": "某某工程代号", "level": ""},
            {"kind": "work", "text": "某", "level": "warn"},
        ],
    )
    def test_what_makes_no_sense_is_refused_in_words(self, log_in, administrator, fields):
        answer = log_in(administrator).post(
            "/admin/portal/guardedword/add/", fields | {"is_active": "on"}
        )
        assert answer.status_code == 200
        assert not GuardedWord.objects.exists()

    def test_the_first_words_are_loaded_once_and_hold_their_constraints(self, db):
        assert load_words() > 5
        assert load_words() == 0
        for word in GuardedWord.objects.all():
            word.full_clean()
