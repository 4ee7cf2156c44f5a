"""The filters of the rating pages; they stay in the address."""

from django import forms

from tasks.item_filter import PeriodChoice
from units.models import District, Unit
from zhaotong_portal.period import Period

EARLIEST = Period(2000, 1)


class RangeForm(forms.Form):
    """From month to month; left out: the running year so far."""

    since = PeriodChoice(label="起始月份", required=False)
    until = PeriodChoice(label="截止月份", required=False)

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", "截止月份不应早于起始月份。")
        return self.cleaned_data

    @property
    def months(self):
        """(first, last). What cannot be read filters nothing but is said beside its field."""
        chosen = self.cleaned_data if self.is_valid() else {}
        last = chosen.get("until") or Period.current()
        first = chosen.get("since") or Period(last.year, 1)
        return (first, last) if first <= last else (first, first)

    @property
    def label(self):
        """今年1月至11月, as a title says it."""
        first, last = self.months
        if first == last:
            return first.label
        if first <= EARLIEST:
            return f"截至{last.label}"
        end = last.short_label if last.year == first.year else last.label
        return f"{first.label}至{end}"


class RatingFilter(RangeForm):
    """For those who read all units."""

    q = forms.CharField(
        label="单位",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "名称或拼音，如 swj", "maxlength": 100}),
    )
    district = forms.ModelChoiceField(
        label="片区", queryset=District.objects.all(), required=False, empty_label="全部"
    )
    field_order = ["q", "district", "since", "until"]

    def units(self, user):
        rows = Unit.objects.visible_to(user).active()
        chosen = self.cleaned_data if self.is_valid() else {}
        if chosen.get("q"):
            rows = rows.search(chosen["q"])
        if chosen.get("district"):
            rows = rows.filter(district=chosen["district"])
        return rows


def presets(request, months):
    """Ranges that people ask for, as tabs."""
    now = Period.current()
    quarter = Period(now.year, (now.month - 1) // 3 * 3 + 1)
    ranges = [
        ("本月", now, now),
        ("本季度", quarter, now),
        ("今年", Period(now.year, 1), now),
        ("去年", Period(now.year - 1, 1), Period(now.year - 1, 12)),
        ("全部", EARLIEST, now),
    ]
    tabs = []
    for label, first, last in ranges:
        query = request.GET.copy()
        for name in ("page", "export"):
            query.pop(name, None)
        query["since"], query["until"] = str(first), str(last)
        tabs.append(
            {"label": label, "url": f"?{query.urlencode()}", "active": months == (first, last)}
        )
    return tabs
