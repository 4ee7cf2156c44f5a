"""The citizen's pages as they are drawn, whatever view fills them."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string

pytestmark = pytest.mark.any_database

GRADES = [
    {"value": value, "label": label}
    for value, label in [
        (5, "非常满意"),
        (4, "满意"),
        (3, "基本满意"),
        (2, "不满意"),
        (1, "非常不满意"),
    ]
]
GROUPS = [
    {"grades": (5, 4), "question": "哪里做得好？", "reasons": ["热情周到", "办得快"]},
    {"grades": (3, 2, 1), "question": "哪里没做好？", "reasons": ["等候太久", "态度不好"]},
]


class RateForm(forms.Form):
    form_key = forms.CharField(widget=forms.HiddenInput, initial="k1")
    grade = forms.TypedChoiceField(
        coerce=int,
        choices=[(grade["value"], grade["label"]) for grade in GRADES],
        error_messages={"required": "请先选一项。"},
    )
    reasons = forms.MultipleChoiceField(
        required=False, choices=[(text, text) for group in GROUPS for text in group["reasons"]]
    )
    comment = forms.CharField(
        required=False, max_length=500, error_messages={"max_length": "最多500字。"}
    )


def page(form, **inputs):
    context = {"form": form, "grades": GRADES, "reason_groups": GROUPS, "unit_name": "示例局"}
    return render_to_string("reviews/rate.html", context | inputs)


def checked(html):
    return [
        re.search(r'value="([^"]*)"', tag)[1]
        for tag in re.findall(r"<input[^>]*>", html)
        if " checked" in tag
    ]


def test_nothing_is_chosen_for_the_citizen():
    html = page(RateForm())
    assert checked(html) == []
    assert 'name="form_key" value="k1"' in html
    assert [label for label in ("非常满意", "基本满意", "非常不满意") if label in html] == [
        "非常满意",
        "基本满意",
        "非常不满意",
    ]


def test_after_an_error_the_choice_and_the_typed_text_are_still_there():
    html = page(
        RateForm(
            {"form_key": "k1", "grade": "2", "reasons": ["态度不好"], "comment": "等<了>" * 200}
        )
    )
    assert checked(html) == ["2", "态度不好"]
    assert "等&lt;了&gt;" * 200 in html
    assert html.index("最多500字。") < html.index('href="#comment"') + 100  # on top, as a link
    assert re.search(
        r'id="comment-error">最多500字。</p>\s*<textarea[^>]*aria-invalid="true"', html
    )


def test_a_missing_grade_is_said_at_the_grades():
    html = page(RateForm({"form_key": "k1", "comment": "很好"}))
    assert re.search(r'<fieldset class="grades"[^>]*aria-describedby="grade-error"', html)
    assert 'id="grade-error">请先选一项。' in html
    assert ">很好</textarea>" in html.replace("\n", "")


def test_a_comment_that_begins_with_an_empty_line_keeps_it():
    html = page(RateForm({"form_key": "k1", "comment": "\n正文"}))
    assert re.search(r"<textarea[^>]*>\n", html)  # browsers swallow the first line break


def test_each_group_of_reasons_says_which_grades_it_belongs_to_and_the_style_sheet_knows_them():
    html = page(RateForm())
    assert 'class="reasons for-5 for-4"' in html and 'class="reasons for-3 for-2 for-1"' in html
    style = (Path(settings.BASE_DIR) / "static/rate.css").read_text(encoding="utf-8")
    for value in range(1, 6):
        assert f"form:has(#grade-{value}:checked) .for-{value}" in style


def test_large_text_is_a_link_and_stays_when_the_form_comes_back():
    assert 'href="?big=1">大字' in page(RateForm(), text_size_query="?big=1")
    large = page(RateForm(), big=True, query="?big=1", text_size_query="?")
    assert 'class="big"' in large and 'action="?big=1"' in large and 'href="?">普通字' in large


def test_everything_the_page_loads_is_under_30_kilobytes_and_works_without_the_script():
    reasons = [
        {"grades": (n,), "question": "为什么？", "reasons": ["二十个字的原因" * 3] * 8}
        for n in range(5, 0, -1)
    ]
    html = page(
        RateForm({"form_key": "k" * 40, "comment": "字" * 501}),
        reason_groups=reasons,
        unit_name="长" * 60,
        window_name="窗" * 60,
        gives_receipt=True,
        portal={"demo": True},
    )
    loaded = re.findall(r'(?:href|src)="/?static/([^"]+)"', html)
    assert sorted(loaded) == ["favicon.svg", "rate.css", "rate.js"]
    files = sum((Path(settings.BASE_DIR) / "static" / name).stat().st_size for name in loaded)
    assert len(html.encode()) + files < 30_000
    assert not re.search(r"<script>|<style|\son\w+=|https?://", html)


def test_the_receipt_code_is_shown_where_there_is_one():
    assert "查询码" not in render_to_string("reviews/rated.html", {"grade_label": "满意"})
    html = render_to_string(
        "reviews/rated.html", {"grade_label": "不满意", "receipt_code": "K7QF-2M9X"}
    )
    assert "K7QF-2M9X" in html and "只显示这一次" in html


@pytest.mark.parametrize(
    "problem, said",
    [
        ("unknown", "没有找到这个评议码"),
        ("revoked", "已停用"),
        ("already_rated", "今天已经评过了"),
        ("too_many", "请过一两分钟"),
        ("stale", "页面打开得太久了"),
    ],
)
def test_every_problem_is_said_kindly_and_offers_a_way_on(problem, said):
    html = render_to_string("reviews/rate_problem.html", {"problem": problem, "again": "/r/abc/"})
    assert said in html
    assert 'href="/r/abc/"' in html
