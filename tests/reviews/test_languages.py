"""The citizen's pages in a second language: the file is ready, is offered when it is full, and changes nothing before."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from reviews import languages
from reviews.models import Grade
from reviews.views import rate, receipt

TEMPLATES = ("rate_base", "rate", "rated", "rate_problem", "receipt", "public_results")
FILE = languages.FOLDER / "second.json"
SENTENCES = {
    *Grade.labels, *receipt.TOLD.values(), receipt.NOT_FOUND, receipt.TOO_OFTEN, receipt.CHOOSE, receipt.DONE,
    rate.PRESS_AGAIN, rate.NOT_FROM_HERE, rate.ONE_MOMENT, rate.PICTURE_AGAIN, rate.TOO_LARGE,
    *(question for _, question in rate.QUESTIONS),
}  # fmt: skip


def said_by_templates():
    folder = Path(settings.BASE_DIR) / "templates" / "reviews"
    return {
        text
        for name in TEMPLATES
        for text in re.findall(r'{% say "([^"]+)" %}', (folder / f"{name}.html").read_text("utf-8"))
    }


@pytest.fixture
def filled(tmp_path, monkeypatch):
    """A full file of an invented language, each text in brackets."""
    texts = json.loads(FILE.read_text("utf-8"))["texts"]
    told = {"name": "Ａ语", "texts": {text: f"[{text}]" for text in texts}}
    (tmp_path / "second.json").write_text(json.dumps(told), "utf-8")
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    languages.catalogues.cache_clear()
    yield
    languages.catalogues.cache_clear()


def test_the_file_holds_every_sentence_of_the_citizens_pages():
    assert set(json.loads(FILE.read_text("utf-8"))["texts"]) == said_by_templates() | SENTENCES


def test_no_sentence_of_the_pages_stands_outside_the_tag():
    folder = Path(settings.BASE_DIR) / "templates" / "reviews"
    for name in TEMPLATES:
        html = (folder / f"{name}.html").read_text("utf-8")
        html = re.sub(r"{% comment %}.*?{% endcomment %}|{%.*?%}|{{.*?}}", "", html, flags=re.S)
        assert re.findall(r"[\u4e00-\u9fff]{2,}", html) == [], name


def test_an_unfilled_file_is_not_offered(client, point):
    html = client.get(f"/r/{point.token}/?lang=second").content.decode()
    assert "lang=second" not in html and "这次服务您满意吗？" in html


def test_a_full_file_is_offered_kept_and_spoken(client, point, filled):
    url = f"/r/{point.token}/"
    assert "?lang=second" in client.get(url).content.decode()
    html = client.get(f"{url}?lang=second").content.decode()
    assert (
        "[这次服务您满意吗？]" in html and "[非常满意]" in html and 'action="?lang=second"' in html
    )
    assert 'href="?big=1&amp;lang=second"' in html
