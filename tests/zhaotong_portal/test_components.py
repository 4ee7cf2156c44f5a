"""The parts that pages are built of."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.test import RequestFactory


@pytest.fixture
def draw():
    """Render a template as a page would, without the context processors' queries."""

    def render(source, query="", **context):
        request = RequestFactory().get(f"/list/?{query}")
        request.user = None
        return Template(source).render(RequestContext(request, context))

    return render


@pytest.fixture(autouse=True)
def nobody_asks_for_the_frame(settings):
    settings.TEMPLATES = [
        {
            **settings.TEMPLATES[0],
            "OPTIONS": {
                **settings.TEMPLATES[0]["OPTIONS"],
                "context_processors": ["django.template.context_processors.request"],
            },
        }
    ]


@pytest.mark.parametrize(
    ("light", "word"),
    [("on_track", "正常"), ("at_risk", "有滞后风险"), ("behind", "滞后"), ("", "未填")],
)
def test_a_light_is_a_shape_and_a_word_never_colour_alone(draw, light, word):
    html = draw('{% component "light" light=light %}', light=light)
    assert "<svg" in html
    assert word in html


def test_a_component_sees_only_what_it_is_given(draw):
    html = draw(
        '{% component "state_badge" state="draft" label="草稿" %}', note="页面的说明", href="/else/"
    )
    assert "页面的说明" not in html
    assert "/else/" not in html


def test_turning_the_page_keeps_the_filters(draw):
    page = Paginator(range(100), 20).get_page(2)
    html = draw('{% component "pagination" page=page %}', query="light=behind&page=2", page=page)
    links = re.findall(r'href="([^"]*)"', html)
    assert links and all(link.startswith("?light=behind&amp;page=") for link in links)
    assert "第 21–40 条" in html


def test_an_error_stands_next_to_its_field_and_once_more_on_top_with_a_link(draw):
    class Form(forms.Form):
        percent = forms.IntegerField(label="进度", max_value=100)

    html = draw(
        '{% component "error_summary" form=form %}{% component "form_field" field=form.percent %}',
        form=Form({"percent": "120"}),
    )
    assert '<a href="#id_percent">进度</a>' in html
    assert 'aria-describedby="id_percent_error"' in html
    assert 'id="id_percent_error"' in html
    assert 'value="120"' in html


def test_a_figure_without_rows_does_not_pretend_to_open(draw):
    html = draw(
        '{% component "figure_card" label="2023年发展党员" number="331" note="历史汇总，无明细" %}'
    )
    assert "<a" not in html
    assert "历史汇总，无明细" in html


def test_asking_before_a_return_wants_the_reason_and_works_without_javascript(draw):
    html = draw(
        '{% confirm "退回" action="/x/" reason="退回原因" %}<input name="line">{% endconfirm %}',
    )
    assert "<details" in html
    assert "required" in html
    assert 'name="csrfmiddlewaretoken"' in html
    assert '<input name="line">' in html


def test_what_a_refused_reason_said_is_still_there(draw):
    html = draw(
        '{% confirm "退回" reason="原因" reason_value=typed error="请写清原因。" %}{% endconfirm %}',
        typed="<补充>",
    )
    assert "<details" in html and " open>" in html
    assert "&lt;补充&gt;" in html
    assert "请写清原因。" in html


def test_a_chart_carries_its_table_for_those_who_see_no_chart(draw):
    chart = {
        "id": "d", "title": "片区比较", "kind": "bars", "unit": "%", "labels": ["第一片区", "第二片区"],
        "urls": ["/districts/1/", "/districts/2/"], "series": [{"name": "进度", "values": [81, None]}],
    }  # fmt: skip
    html = draw('{% component "chart" chart=chart %}', chart=chart)
    assert '<a href="/districts/1/">第一片区</a>' in html
    assert '<td class="num">81</td>' in html
    assert '<td class="num">—</td>' in html


def test_history_says_who_changed_what_from_what_to_what(draw):
    entry = SimpleNamespace(
        at=None,
        actor_name="陈示例",
        action_label="修改",
        reason="",
        changes={"进度": ["75%", "<80%>"]},
    )
    html = draw('{% component "history" entries=entries %}', entries=[entry])
    assert "<del>75%</del>" in html
    assert "<ins>&lt;80%&gt;</ins>" in html
