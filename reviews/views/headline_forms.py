"""From which month to which, as seen on which day: the address of the headline pages."""

from django import forms
from django.conf import settings
from django.utils import timezone

from reviews.views.finding_forms import day_field
from tasks.item_filter import PeriodChoice
from zhaotong_portal.gate.fields import storable
from zhaotong_portal.headline.span import Span
from zhaotong_portal.period import Period

MOST_YEARS = 6


class SpanForm(forms.Form):
    """Without anything said: the years of the setting, as of today."""

    to = PeriodChoice(label="至", required=False)
    as_of = day_field("数据截至", required=False)

    def __init__(self, data):
        super().__init__(_filled(data))
        self.fields = {"from": PeriodChoice(label="自", required=False), **self.fields}

    def clean(self):
        data = super().clean()
        first, last = data.get("from"), data.get("to")
        if first and last:
            if last < first:
                self.add_error("to", "截止月份不能早于起始月份。")
            elif last.year - first.year >= MOST_YEARS:
                self.add_error("to", f"一次最多看 {MOST_YEARS} 个年度，请缩短区间。")
        if data.get("as_of") and data["as_of"] > timezone.localdate():
            self.add_error("as_of", "这一天还没有到，请选今天或以前的日期。")
        return data

    @property
    def span(self):
        """What was asked for; the usual one where the address says something that cannot be."""
        if not self.is_valid():
            return usual_span()
        data, usual = self.cleaned_data, usual_span()
        return Span(
            data["from"] or usual.first, data["to"] or usual.last, data["as_of"] or usual.as_of
        )


def usual_span():
    first, last = settings.HEADLINE_SPAN
    return Span(Period.parse(first), Period.parse(last), timezone.localdate())


def _filled(data):
    """The form shows what holds, also where the address leaves it out."""
    usual = usual_span()
    filled = {"from": str(usual.first), "to": str(usual.last), "as_of": usual.as_of.isoformat()}
    return filled | {name: data[name] for name in filled if data.get(name)}


class PublishForm(forms.Form):
    title = forms.CharField(
        label="发布名称", max_length=100, validators=[storable],
        error_messages={"required": "请填写发布名称。", "max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。"},
    )  # fmt: skip
