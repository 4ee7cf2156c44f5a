"""What every list page shares: a page of rows, sortable heads, chips that name and drop each filter."""

from django import forms
from django.core.paginator import Paginator

from zhaotong_portal.period import Period

PER_PAGE = 50


def page_of(request, rows, per_page=PER_PAGE, count=None):
    """The page that the address asks for; the nearest one when there is no such page.

    `count` spares the query for it where the caller has counted the rows already.
    """
    paginator = Paginator(rows, per_page)
    if count is not None:
        paginator.count = count
    return paginator.get_page(request.GET.get("page"))


def address_with(request, **changes):
    """The page's own address with parameters changed (None drops one); the page number starts anew."""
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("export", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


def sort_head(request, columns, allowed):
    """Heads for `data_table`: dicts with label, and `sort` where one may sort by the column.

    `allowed` names the sorts that exist; the other direction of "x" is "-x".
    """
    now = request.GET.get("sort", "")
    head = []
    for column in columns:
        name = column.pop("sort", None)
        if name:
            opposite = name[1:] if name.startswith("-") else f"-{name}"
            following = opposite if now == name and opposite in allowed else name
            column["url"] = address_with(request, sort=following)
            if now in (name, opposite):
                column["sorted"] = "desc" if now.startswith("-") else "asc"
        head.append(column)
    return head


def chips(request, form, drops=None):
    """[{label, url}] of what is filtered now. `drops` names further parameters that go with a field."""
    shown = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, "", False) or value == []:
            continue
        gone = dict.fromkeys([name, *(drops or {}).get(name, ())])
        shown.append({"label": _said(field, value), "url": address_with(request, **gone)})
    return shown


def _said(field, value):
    if isinstance(field, forms.BooleanField):
        return field.label
    if isinstance(field, forms.ModelChoiceField):
        return f"{field.label}：{value}"
    if isinstance(value, Period):
        return f"{field.label}：{value.label}"
    return f"{field.label}：{_choice_label(field, value)}"


def _choice_label(field, value):
    for key, label in getattr(field, "choices", ()):
        options = label if isinstance(label, list | tuple) else [(key, label)]
        for code, text in options:
            if str(code) == str(value):
                return text
    return value
