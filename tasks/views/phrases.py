"""常用语: what reviewers write again and again, kept by staff and administrators on one page."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tasks.models import PhrasePurpose, StandardPhrase
from tasks.phrases import FIELDS, KEEPERS, keep
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table

HEAD = ["内容", "排序", "启用", ""]


class PhraseForm(forms.ModelForm):
    class Meta:
        model = StandardPhrase
        fields = FIELDS
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2, "maxlength": 200}),
            "order": forms.NumberInput(attrs={"min": 0, "max": 999}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = PhrasePurpose.choices


@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request):
    """All of them by purpose, and the field for a new one."""
    _keepers_only(request, reading=request.method != "POST")
    if request.method != "POST":
        return _shown(request)
    return _stored(request, PhraseForm(request.POST), "已新增常用语。")


@require_http_methods(["GET", "HEAD", "POST"])
def phrase(request, pk):
    """Changes one; what is no longer wanted is switched off, so that it can come back."""
    _keepers_only(request)
    there = get_object_or_404(StandardPhrase, pk=pk)
    if request.method != "POST":
        return redirect("phrases")
    form = PhraseForm(request.POST, instance=there, auto_id=f"phrase-{pk}-%s")
    return _stored(request, form, "已保存。")


def _keepers_only(request, reading=False):
    role = request.user.scope.role
    if role not in KEEPERS and not (reading and role == "auditor"):
        raise Http404


def _stored(request, form, said):
    if form.is_valid():
        try:
            keep(form.save(commit=False), request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, said)
            return redirect("phrases")
    return _shown(request, form, status=422)


def _shown(request, refused=None, status=200):
    rows = list(StandardPhrase.objects.all())
    if answer := exported(request, _table(rows)):
        return answer
    keeps = request.user.scope.role in KEEPERS
    changed = refused.instance.pk if refused else None
    groups = [
        {
            "label": purpose.label,
            "rows": [_row(row, refused if row.pk == changed else None) for row in rows if row.purpose == purpose],
        }
        for purpose in PhrasePurpose
    ]  # fmt: skip
    new = refused if refused and changed is None else PhraseForm()
    context = {"groups": groups, "new": new, "keeps": keeps, "head": HEAD if keeps else HEAD[:-1]}
    return render(request, "tasks/phrases.html", context, status=status)


def _row(row, refused):
    form = refused or PhraseForm(instance=row, auto_id=f"phrase-{row.pk}-%s")
    return {"phrase": row, "form": form, "is_refused": refused is not None}


def _table(rows):
    return table(
        "phrases",
        "常用语",
        ["用途", "内容", "排序", "启用"],
        [
            (row.get_purpose_display(), row.text, row.order, "是" if row.is_active else "否")
            for row in rows
        ],
    )
