"""未完成事项 of a year that ends: one row an item with its proposal, chosen one by one or many at once."""

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import render

from tasks.models import ItemKind
from tasks.rollover import choices
from tasks.rollover.proposals import Fate, Proposal, chosen, open_items
from units.models import District, Unit
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import address_with, chips, page_of
from zhaotong_portal.wording import deadline_text

PER_PAGE = 50
HEAD = ["事项", "进度", "完成时限", "去向", "理由"]
EXPORTED = ["单位", "片区", "类型", "事项", "年度", "进度", "完成时限", "去向", "理由", "由谁选择"]


class Filter(forms.Form):
    q = forms.CharField(label="事项或单位", required=False, max_length=100)
    district = forms.ModelChoiceField(
        label="片区", required=False, queryset=District.objects.all(), empty_label="全部"
    )
    kind = forms.ChoiceField(
        label="类型", required=False, choices=[("", "全部"), *ItemKind.choices]
    )
    fate = forms.ChoiceField(label="去向", required=False, choices=[("", "全部"), *Fate.choices])


def _found(request, year):
    """(form, items of the year that pass the filter, what was chosen for each)."""
    form = Filter(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    rows = open_items(year).select_related("unit", "unit__district")
    if text := wanted.get("q"):
        units = Unit.objects.search(text).order_by().values("pk")
        rows = rows.filter(Q(title__icontains=text) | Q(unit__in=units))
    if wanted.get("district"):
        rows = rows.filter(unit__district=wanted["district"])
    if wanted.get("kind"):
        rows = rows.filter(kind=wanted["kind"])
    items = list(
        rows.order_by("unit__district__order", "unit__protocol_order", "unit_id", "kind", "order", "pk")
    )  # fmt: skip
    kept = choices.of_year(year).choices
    fates = chosen(items, kept)
    if wanted.get("fate"):
        items = [item for item in items if fates[item.pk].fate == wanted["fate"]]
    return form, items, fates, kept.get("items", {})


def shown(request, year, context, typed=None, errors=None, status=200):
    form, items, fates, kept = _found(request, year)
    if answer := exported(request, _table(year, items, fates, kept, chips(request, form))):
        return answer
    page = page_of(request, items, PER_PAGE)
    rows = [_row(item, fates[item.pk], kept, typed, errors or {}, request.user) for item in page]
    return render(
        request,
        "tasks/rollover/items.html",
        context
        | {
            "form": form,
            "chips": chips(request, form) if form.is_valid() else [],
            "reset": "?",
            "page": page,
            "rows": rows,
            "head": ([{"label": "选"}] if context["writes"] else []) + HEAD,
            "fates": Fate.choices,
            "errors": [
                {"label": row["item"].title, "url": f"#do-{row['item'].pk}", "text": row["error"]}
                for row in rows
                if row["error"]
            ],
            "bulk_error": (errors or {}).get(None),
            "bulk": {
                "fate": (typed or {}).get("bulk-do"),
                "reason": (typed or {}).get("bulk-reason", ""),
                "everything": bool((typed or {}).get("bulk-all")),
            },
            "here": address_with(request, page=request.GET.get("page")),
        },
        status=status,
    )


def _row(item, now, kept, typed, errors, user):
    fate, reason = now.fate, now.reason
    if typed is not None:
        fate = typed.get(f"do-{item.pk}", fate)
        reason = typed.get(f"reason-{item.pk}", reason)
    return {
        "item": item,
        "fate": fate,
        "label": Fate(fate).label if fate in Fate.values else fate,
        "reason": reason,
        "by": kept.get(str(item.pk), {}).get("name", ""),
        "error": errors.get(item.pk),
        "may_choose": choices.may_choose(user, item.unit),
        "picked": typed is not None and str(item.pk) in typed.getlist("pick"),
    }


def save(request, year, again):
    """The rows of the page, or one fate for many; `again` shows the page with what was typed."""
    action = request.POST.get("action")
    wanted = _in_bulk(request, year) if action == "bulk" else _one_by_one(request)
    if not wanted:
        text = "请先勾选事项。" if action == "bulk" else "这一页没有需要保存的事项。"
        return again(typed=request.POST, errors={None: text}, status=422)
    try:
        changed = choices.choose_items(year, request.user, wanted)
    except choices.Refused as refused:
        errors = refused.errors
        if action == "bulk":
            said = sorted(set(errors.values()))
            errors = {None: f"没有保存：{len(refused.errors)} 项不符合要求（{'；'.join(said)}）"}
        return again(typed=request.POST, errors=errors, status=422)
    messages.success(request, f"已保存，{changed} 项有变化。" if changed else "没有变化。")
    # The same page under the same filters.
    return HttpResponseRedirect(request.get_full_path())


def _one_by_one(request):
    found = {}
    for text in request.POST.getlist("item"):
        if text.isascii() and text.isdigit() and len(text) < 19:
            reason = " ".join(request.POST.get(f"reason-{text}", "").split())
            found[int(text)] = Proposal(request.POST.get(f"do-{text}", ""), reason)
    return found


def _in_bulk(request, year):
    to = Proposal(
        request.POST.get("bulk-do", ""), " ".join(request.POST.get("bulk-reason", "").split())
    )
    if request.POST.get("bulk-all"):
        return {item.pk: to for item in _found(request, year)[1]}
    picked = [text for text in request.POST.getlist("pick") if text.isascii() and text.isdigit()]
    return {int(text): to for text in picked if len(text) < 19}


def _table(year, items, fates, kept, said):
    rows = [
        (
            item.unit.name, item.unit.district.name, item.kind_label, item.title, item.year, item.percent / 100,
            deadline_text(item.deadline, item.deadline_kind), Fate(fates[item.pk].fate).label,
            fates[item.pk].reason, kept.get(str(item.pk), {}).get("name", "平台建议"),
        )
        for item in items
    ]  # fmt: skip
    return table("items", f"{year}年度未完成事项去向", EXPORTED, rows, chips=said)


def plan_table(plan):
    rows = [
        (each.item.unit.name, each.item.kind_label, each.item.title, said, each.to.reason)
        for said, group in (
            ("结转下年", plan.going_on),
            ("与下年同名事项合并", plan.joining),
            ("年底办结", plan.ending),
            ("取消", plan.cancelling),
            ("不能结转", plan.blocked),
        )
        for each in group
    ]
    return table("plan", f"{plan.year}年度结转汇总", ["单位", "类型", "事项", "去向", "理由"], rows)
