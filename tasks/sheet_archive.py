"""提示单存档: sheets of all years, found by what they say (E19). The frozen text of what was issued is searched too."""

from django import forms
from django.db.models import Exists, OuterRef, Q

from tasks.models import ReminderSheet, SheetLine, SheetState
from units.models import Unit


class ArchiveForm(forms.Form):
    q = forms.CharField(
        label="文字、文号或单位",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"maxlength": 100}),
    )
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label="状态", required=False)

    def __init__(self, data, user):
        super().__init__(data)
        rows = ReminderSheet.objects.visible_to(user).order_by()
        years = sorted({period.year for period in rows.values_list("period", flat=True).distinct()})
        self.fields["year"].choices = [("", "全部"), *((y, f"{y}年") for y in reversed(years))]
        states = SheetState.choices if user.scope.reads_all else SheetState.choices[1:]
        self.fields["state"].choices = [("", "全部"), *states]


def found(user, wanted):
    """The sheets that a reader may see and that hold every word of what was looked for, newest first."""
    rows = ReminderSheet.objects.visible_to(user)
    if wanted.get("year"):
        rows = rows.filter(period__year=wanted["year"])
    if wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    for word in (wanted.get("q") or "").split():
        rows = rows.filter(_holds(word))
    return rows.for_list().order_by("-period", "unit__protocol_order", "-version")


def _holds(word):
    lines = SheetLine.objects.filter(sheet=OuterRef("pk")).filter(
        Q(heading__icontains=word) | Q(text__icontains=word)
    )
    units = Unit.objects.search(word).order_by().values("pk")
    return (
        Q(document_number__icontains=word)
        | Q(opening__icontains=word)
        | Q(common_text__icontains=word)
        | Q(unit__in=units)
        | Exists(lines)
    )


def hits_of(sheets, q) -> dict[int, list[str]]:
    """{sheet id: what it says of the words}, at most three lines each; one query for a page."""
    words = (q or "").split()
    if not words:
        return {}
    said = Q()
    for word in words:
        said |= Q(heading__icontains=word) | Q(text__icontains=word)
    hits = {}
    for line in SheetLine.objects.filter(said, sheet__in=sheets).order_by("sheet", "order"):
        shown = hits.setdefault(line.sheet_id, [])
        if len(shown) < 3:
            shown.append(f"{line.heading}{line.text}")
    return hits
