"""Every component on sample data, for those who build pages. Only in DEBUG; nothing is read from the database."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

LIGHTS = ("on_track", "at_risk", "behind", "")
STATES = [
    ("draft", "草稿"),
    ("to_sign", "待签发"),
    ("submitted", "待审核"),
    ("accepted", "已审核"),
    ("returned", "被退回"),
    ("late", "逾期报送"),
]
MARKS = {
    "✓": "on_time",
    "晚": "late",
    "退": "returned",
    "待": "awaiting",
    "缺": "missing",
    "免": "exempt",
    "—": "open",
}
WORDS = {
    "on_time": "按时",
    "late": "逾期报送",
    "returned": "被退回",
    "awaiting": "待审核",
    "missing": "未报",
    "exempt": "免报",
    "open": "未到时限",
}
MONTHS = [f"{month}月" for month in range(1, 12)]


class SampleForm(forms.Form):
    """One of each kind of field."""

    title = forms.CharField(
        label="事项", max_length=40, help_text="写清做什么、为谁做，不超过 40 字。"
    )
    percent = forms.IntegerField(label="完成进度", min_value=0, max_value=100)
    category = forms.ChoiceField(
        label="类别", choices=[("", "请选择"), ("public", "服务群众"), ("enterprise", "服务企业")]
    )
    deadline = forms.DateField(
        label="完成时限", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    reason = forms.CharField(label="原因", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    zero = forms.BooleanField(label="本月零报告", required=False)
    forms_held = forms.MultipleChoiceField(
        label="学习形式",
        choices=[("lead", "班子领学"), ("group", "集体研学"), ("branch", "支部共学")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class SampleFilter(forms.Form):
    unit = forms.CharField(label="单位", required=False)
    kind = forms.ChoiceField(
        label="类型", choices=[("", "全部"), ("service_item", "三服务清单")], required=False
    )
    light = forms.ChoiceField(
        label="进度灯", choices=[("", "全部"), ("behind", "滞后")], required=False
    )
    overdue = forms.BooleanField(label="只看逾期", required=False)


def styleguide(request):
    today = timezone.localdate()
    return render(
        request,
        "styleguide.html",
        {
            **_frame(),
            "today": today,
            "lights": LIGHTS,
            "states": STATES,
            "form": SampleForm(),
            "bad_form": SampleForm({"percent": "120"}, prefix="bad"),
            "filter": SampleFilter(request.GET or None),
            "chips": [{"label": "进度灯：滞后", "url": "?"}, {"label": "第四片区", "url": "?"}],
            "head": _head(),
            "rows": _rows(today),
            "page": Paginator(range(412), 20).get_page(request.GET.get("page", 4)),
            "tabs": _tabs(),
            "heatmap": _heatmap(),
            "entries": _history(),
            "past_total": SimpleNamespace(
                value_text="600余期", years="2022年", source="2022年工作总结", get_absolute_url="?"
            ),
            "definition": _definition(),
            "charts": _charts(),
            "due": timezone.make_aware(datetime(2026, 12, 3, 18, 0)),
            "gaps": [
                {"label": "3 个事项未填进展", "url": "#styles"},
                {"label": "青年税务宣讲", "url": "#styles", "text": "滞后，缺原因"},
            ],
            "figure_lights": {"at_risk": 31, "behind": 21},
        },
    )


def _frame():
    """A full header, as committee staff with two roles see it."""
    links = [
        ("首页", 0),
        ("看板", 0),
        ("审核", 18),
        ("事项", 0),
        ("提示单", 0),
        ("督查整改", 4),
        ("评议", 0),
        ("成果数据", 0),
        ("导入", 0),
    ]
    return {
        "portal": {
            "name": settings.PORTAL_NAME,
            "committee_name": settings.COMMITTEE_NAME,
            "demo": True,
        },
        "nav": [
            {"label": label, "url": "?", "badge": badge, "active": label == "看板"}
            for label, badge in links
        ],
        "acting": {"unit_label": "工委", "role_label": "工委科室干部", "person_name": "陈示例"},
        "role_choices": [
            {"key": "staff", "label": "工委科室干部", "current": True},
            {"key": "officer", "label": "党务干部", "current": False},
        ],
    }


def _head():
    return [
        "单位",
        {"label": "事项"},
        {"label": "完成时限", "url": "?sort=deadline", "sorted": "asc"},
        {"label": "进度灯"},
        {"label": "进度", "num": True},
    ]


def _rows(today):
    return [
        SimpleNamespace(
            unit="市税务局",
            title=title,
            deadline=day,
            overdue=overdue,
            light=light,
            percent=percent,
            last=last,
        )
        for title, day, overdue, light, percent, last in [
            (
                "税费政策“上门办”，少数民族群众双语服务点覆盖 11 个县（市、区）",
                date(today.year, 12, 31),
                0,
                "on_track",
                80,
                75,
            ),
            ("第二党支部：青年税务宣讲进校园", today - timedelta(days=23), 23, "at_risk", 85, 85),
            ("帮助联系村完善集体经济账务规范", None, 0, "behind", 60, 60),
        ]
    ]


def _tabs():
    return [
        {"label": "全部", "url": "?", "active": True, "count": 292},
        {"label": "新增", "url": "?tab=new", "count": 241},
        {"label": "修改", "url": "?tab=changed", "count": 36},
        {"label": "拒绝", "url": "?tab=refused", "count": 6},
    ]


def _heatmap():
    units = {
        "第四片区": [
            ("市发展改革委", "✓✓✓✓✓✓✓✓✓✓✓"),
            ("市工信局", "✓✓退✓✓✓免✓✓免✓"),
            ("市商务局", "退✓✓✓✓退✓✓✓缺—"),
        ],
        "第八片区": [
            ("市税务局", "✓✓退✓✓✓✓✓✓✓待"),
            ("市气象局", "✓退免晚✓✓✓✓✓✓—"),
            ("昭通供电局", "✓✓退✓✓免退晚✓✓待"),
        ],
    }
    return {
        "caption": "各单位每月报送情况",
        "columns": MONTHS,
        "value_label": "进度",
        "groups": [
            {
                "label": district,
                "note": "挂联领导 李示例 · 指导科室 组织科",
                "rows": [_heat_row(name, marks) for name, marks in rows],
            }
            for district, rows in units.items()
        ],
    }


def _heat_row(name, marks):
    cells = [
        {"state": MARKS[mark], "label": f"{name} {month} {WORDS[MARKS[mark]]}", "url": "?"}
        for mark, month in zip(marks, MONTHS, strict=True)
    ]
    return {"label": name, "url": "?", "value": "77%", "cells": cells}


def _history():
    now = timezone.now()
    return [
        SimpleNamespace(
            at=now,
            actor_name="陈示例",
            role="staff",
            action_label="退回",
            reason="请补充佐证，并说明未完成的原因。",
            changes={},
        ),
        SimpleNamespace(
            at=now - timedelta(days=2),
            actor_name="王示例",
            role="officer",
            action_label="修改事项进展",
            reason="",
            changes={"进度": ["75%", "80%"], "进度灯": ["有滞后风险", "正常"]},
        ),
    ]


def _definition():
    return {
        "label": "“第一议题”学习",
        "counts": "党组织会议把学习列为第一个议题的次数，按次计。",
        "level": "每个党组织填报，单位合计",
        "quantity": "次",
        "dedupe": "同一次会议只计一次",
        "version": "第 1 版，2026年1月起",
    }


def _charts():
    districts = [f"第{number}片区" for number in "一二三四五六七八九"]
    return [
        {
            "id": "districts",
            "kind": "bars",
            "title": "片区比较 · 本月平均进度",
            "unit": "%",
            "label_head": "片区",
            "labels": districts,
            "urls": ["?"] * 9,
            "series": [{"name": "平均进度", "values": [81, 84, 79, 68, 77, 83, 80, 74, 71]}],
            "reference": {"name": "全市", "value": 77},
        },
        {
            "id": "months",
            "kind": "lines",
            "title": "按时报送率 · 近 11 个月",
            "unit": "%",
            "label_head": "月份",
            "labels": MONTHS,
            "series": [
                {"name": "2026年", "values": [71, 74, 80, 79, 83, 85, 88, 86, 90, 91, 93]},
                {"name": "2025年", "values": [60, 66, 70, 72, 69, 75, 80, 78, 82, 84, 85]},
            ],
        },
        {
            "id": "reports",
            "kind": "stacked",
            "title": "各月报送",
            "label_head": "月份",
            "labels": MONTHS[-4:],
            "series": [
                {"name": "按时", "tone": "good", "values": [70, 72, 74, 66]},
                {"name": "逾期报送", "tone": "warn", "values": [8, 7, 6, 5]},
                {"name": "未报", "tone": "bad", "values": [6, 5, 4, None]},
            ],
        },
        {
            "id": "spark",
            "kind": "spark",
            "title": "银税互动项目 · 近 11 个月",
            "unit": "%",
            "height": 120,
            "label_head": "月份",
            "labels": MONTHS,
            "series": [{"name": "进度", "values": [5, 8, 17, 22, 30, 38, 43, 50, 55, 65, 70]}],
        },
    ]
