"""分类定级: the list of grades over years and units, and the form that grades a unit's organisations at once."""

import django_filters
from django import forms

from units.ledger import fields
from units.ledger.filters import LedgerFilter
from units.ledger.ledger import Column, Ledger, column
from units.models import Grade, GradeYear, YearlyGrade

TONES = {Grade.ADVANCED: "good", Grade.ORDINARY: "info", Grade.LAGGING: "bad"}


class GradeFilter(LedgerFilter):
    model = YearlyGrade
    unit_of = "organisation__unit"
    texts = ("organisation__name",)
    year = django_filters.ChoiceFilter(label="年度", field_name="grade_year__year", empty_label="全部")  # fmt: skip
    grade = django_filters.ChoiceFilter(label="等次", choices=Grade.choices, empty_label="全部")
    was = django_filters.ChoiceFilter(label="上一年等次", choices=[*Grade.choices, ("none", "未定级")], method="by_last_year", empty_label="全部")  # fmt: skip

    def prepare(self):
        years = GradeYear.objects.values_list("year", flat=True)
        self.filters["year"].extra["choices"] = [(year, f"{year}年") for year in years]

    def by_last_year(self, queryset, name, value):
        """Together with a year: what the organisation was graded the year before."""
        year = self.form.cleaned_data.get("year")
        if not year:
            return queryset
        before = YearlyGrade.objects.of(int(year) - 1)
        if value == "none":
            return queryset.exclude(organisation__in=before.values("organisation"))
        return queryset.filter(organisation__in=before.filter(grade=value).values("organisation"))


def badge(row):
    return {"label": row.get_grade_display(), "tone": TONES.get(row.grade, "neutral")}


LEDGER = Ledger(
    code="grades",
    name="分类定级",
    one="grade",
    many="grades",
    model=YearlyGrade,
    filter=GradeFilter,
    measure="个",
    note="每年给每个基层党组织定等次；公布后冻结。",
    empty="工委评定后会出现在这里。",
    columns=(
        Column("党组织", lambda row: row.organisation.name),
        Column("年度", lambda row: f"{row.grade_year.year}年", value=lambda row: row.grade_year.year, sort="year"),
        Column("等次", lambda row: row.get_grade_display(), badge=badge),
        Column("是否公布", lambda row: row.grade_year.get_state_display()),
        column("note", YearlyGrade),
    ),
    sorts={
        "unit": ("organisation__unit__protocol_order", "organisation__order", "-grade_year__year"),
        "year": ("grade_year__year", "organisation__unit__protocol_order"),
        "-year": ("-grade_year__year", "organisation__unit__protocol_order"),
    },
)  # fmt: skip


class GradesForm(forms.Form):
    """A row for each organisation of a unit: grade and note. Rows without a grade are left as they are."""

    def __init__(self, data=None, *, organisations, grades):
        super().__init__(data)
        self.organisations = list(organisations)
        self.labels = {pk: grade.get_grade_display() for pk, grade in grades.items()}
        for row in self.organisations:
            kept = grades.get(row.pk)
            grade = forms.ChoiceField(
                label=row.name, required=False, choices=[("", "未定级"), *Grade.choices],
                initial=kept.grade if kept else "", error_messages={"invalid_choice": "请从列表中选择等次。"},
            )  # fmt: skip
            self.fields[f"grade-{row.pk}"] = grade
            note = fields.line(YearlyGrade, "note", label=f"说明：{row.name}")
            note.initial = kept.note if kept else ""
            self.fields[f"note-{row.pk}"] = note

    def rows(self):
        return [
            {
                "organisation": row,
                "grade": self[f"grade-{row.pk}"],
                "note": self[f"note-{row.pk}"],
                "shown": self.labels.get(row.pk, "未定级"),
            }
            for row in self.organisations
        ]

    @property
    def grades(self):
        data = self.cleaned_data
        return {
            row.pk: (data[f"grade-{row.pk}"], data[f"note-{row.pk}"])
            for row in self.organisations
            if data[f"grade-{row.pk}"]
        }
