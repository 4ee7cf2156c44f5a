"""模板: choose whose list of which year, and take it as a workbook."""

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhaotong_portal.downloads import xlsx
from zhaotong_portal.excel import KINDS
from zhaotong_portal.excel.template_mark import version_of
from zhaotong_portal.imports import templates
from zhaotong_portal.imports.forms import MonthField
from zhaotong_portal.imports.templates import Wanted
from zhaotong_portal.period import Period

LABEL_HINT = "一年有几份清单的，如“上半年”“补充”；只有一份的不填。"
HEAD = [{"label": "清单"}, {"label": "内容"}, {"label": "版本"}, {"label": "下载"}]


class WantedForm(forms.Form):
    """Whose list of which year; a field that a person has no choice in is left out."""

    year = forms.IntegerField(
        label="年度", required=False, min_value=2000, max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    unit = forms.ChoiceField(label="单位", required=False)
    label = forms.CharField(label="清单标签", required=False, max_length=50, help_text=LABEL_HINT)
    month = MonthField(label="月份", required=False, help_text="只用于月度进展。")

    def __init__(self, data, user):
        super().__init__(data)
        self.user = user
        self.units = {str(unit.key): unit for unit in templates.units_of(user)}
        choices = [(key, unit.name) for key, unit in self.units.items()]
        if user.scope.reads_imports:
            choices.insert(0, ("", "全部单位"))
        self.fields["unit"].choices = choices
        if len(choices) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
        self.initial = {"year": timezone.localdate().year, "month": Period.current()}

    def wanted(self) -> Wanted:
        """Whoever works in a unit takes that unit's lists, asked for or not."""
        data = self.cleaned_data
        unit = self.units.get(data["unit"])
        if unit is None and not self.user.scope.reads_imports:
            unit = next(iter(self.units.values()), None)
            if unit is None:
                raise Http404
        month = data["month"] or Period.current()
        year = data["year"] or timezone.localdate().year
        return Wanted(self.user, year, unit, data["label"].strip(), month)


@require_safe
def import_templates(request):
    offered = templates.offered_to(request.user)
    if not offered:
        raise Http404
    return _page(request, WantedForm(None, request.user), offered)


def _page(request, form, offered, status=200):
    rows = [
        {"template": t, "label": KINDS[t.kind].label, "version": version_of(t.kind)}
        for t in offered
    ]
    context = {
        "form": form,
        "rows": rows,
        "head": HEAD,
        "imports": request.user.scope.reads_imports,
        "has_monthly": any(t.is_monthly for t in offered),
        "choice_of_units": len(form.fields["unit"].choices) > 1,
    }
    return render(request, "imports/templates.html", context, status=status)


@require_safe
def import_template(request, kind):
    """One list as a workbook; a list or a unit that is not this person's is no address."""
    template = templates.template_for(request.user, kind)
    if template is None:
        raise Http404
    form = WantedForm(request.GET, request.user)
    if not form.is_valid():
        if "unit" in form.errors:
            raise Http404
        return _page(request, form, templates.offered_to(request.user), status=422)
    wanted = form.wanted()
    if template.is_monthly:
        wanted = Wanted(wanted.user, wanted.month.year, wanted.unit, "", wanted.month)
    name, content = templates.build(template, wanted, timezone.localdate())
    return xlsx(content, name)
