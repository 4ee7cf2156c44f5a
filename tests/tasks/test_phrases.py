"""常用语: loaded once, kept by staff and administrators, offered beside the fields of reviewers."""

import pytest

from tasks.models import PhrasePurpose, StandardPhrase
from tasks.phrases import load_phrases, offered
from tests.tasks.test_questions import asked, signed  # noqa: F401
from zhaotong_portal.audit.models import AuditEntry


@pytest.fixture
def phrase(db):
    return StandardPhrase.objects.create(purpose="remark", text="请写明滞后原因。")


def test_the_first_ones_are_loaded_once_and_edits_are_kept(db):
    assert load_phrases() >= 12
    assert {purpose for purpose, _, _ in offered(*PhrasePurpose)} == set(PhrasePurpose.values)
    StandardPhrase.objects.filter(purpose="question").first().delete()
    assert load_phrases() == 0


def test_switched_off_it_is_offered_no_more(phrase):
    assert offered(PhrasePurpose.REMARK) == [("remark", "退回意见", ["请写明滞后原因。"])]
    StandardPhrase.objects.update(is_active=False)
    assert offered(PhrasePurpose.REMARK) == []


@pytest.mark.parametrize("who", ["staff", "administrator"])
def test_kept_on_one_page(request, log_in, who, phrase):
    client = log_in(request.getfixturevalue(who))
    client.post("/phrases/", {"purpose": "question", "text": "请核对\n 数字。", "order": 1, "is_active": "on"})  # fmt: skip
    assert StandardPhrase.objects.get(purpose="question").text == "请核对 数字。"
    client.post(f"/phrases/{phrase.pk}/", {"purpose": "remark", "text": "请写明原因。", "order": 2})
    phrase.refresh_from_db()
    assert (phrase.text, phrase.is_active) == ("请写明原因。", False)
    assert AuditEntry.objects.filter(action="phrase.keep").count() == 2


@pytest.mark.parametrize("path", ["/phrases/", "/phrases/{}/"])
def test_the_same_words_twice_are_refused_and_stay_typed(log_in, staff, phrase, path):
    other = StandardPhrase.objects.create(purpose="remark", text="请核对。")
    post = {"purpose": "remark", "text": phrase.text, "order": 7, "is_active": "on"}
    answer = log_in(staff).post(path.format(other.pk), post)
    assert answer.status_code == 422
    assert "已有相同的常用语" in answer.text
    assert 'value="7"' in answer.text


def test_offered_where_a_reviewer_writes(log_in, staff, officer, signed):  # noqa: F811
    load_phrases()
    address = f"/month/2026-11/?unit={signed.unit_id}"
    page = log_in(staff).get(address).text
    for purpose in ("remark", "question"):
        assert f'data-phrase-list="{purpose}"' in page
    assert 'data-phrases="remark"' in page
    assert "data-phrase-list" not in log_in(officer).get(address).text
