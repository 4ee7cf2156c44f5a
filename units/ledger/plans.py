"""整顿提升 (扩先提中治软): the plan of each organisation that was graded 后进."""

import django_filters
from django.utils import timezone

from units.ledger import fields
from units.ledger.filters import LedgerFilter
from units.ledger.ledger import Column, Ledger
from units.models import ImprovementPlan, YearlyGrade
from zhaotong_portal.wording import full_day_text

OPEN, LIFTED, LATE = "open", "lifted", "late"


class PlanFilter(LedgerFilter):
    model = ImprovementPlan
    unit_of = "grade__organisation__unit"
    texts = ("grade__organisation__name", "measures", "helpers")
    standing = django_filters.ChoiceFilter(
        label="状态", choices=[(OPEN, "整顿中"), (LATE, "超过期限"), (LIFTED, "已销号")], method="by_standing", empty_label="全部"
    )  # fmt: skip

    def by_standing(self, queryset, name, value):
        if value == LIFTED:
            return queryset.filter(lifted_on__isnull=False)
        rows = queryset.open()
        return rows.filter(until__lt=timezone.localdate()) if value == LATE else rows


class GradeChoice(fields.forms.ModelChoiceField):
    def label_from_instance(self, grade):
        return f"{grade.organisation.name}（{grade.grade_year.year}年）"


class PlanForm(fields.RowForm):
    grade = GradeChoice(
        None, label="定为“后进”的党组织", empty_label=None,
        error_messages={"required": "请选择党组织。", "invalid_choice": "请从列表中选择党组织。"},
    )  # fmt: skip
    measures = fields.paragraph("整顿措施")
    helpers = fields.line(ImprovementPlan, "helpers", required=True)
    until = fields.day("整顿期限")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = YearlyGrade.objects.lagging().filter(organisation__unit=self.unit)
        kept = self.row.grade_id if self.row else None
        free = rows.filter(plan=None) | rows.filter(pk=kept)
        if not free.exists():
            self.fields["grade"].help_text = "没有定为“后进”而还没有方案的党组织。"
        self.fields["grade"].queryset = free.for_list().order_by("-grade_year__year", "organisation__order")  # fmt: skip


class LiftForm(fields.forms.Form):
    lifted_on = fields.day("销号日期", initial=timezone.localdate)
    result = fields.paragraph("整顿成效", rows=3)


def badge(plan):
    if plan.lifted_on:
        return {"label": "已销号", "tone": "good"}
    if plan.is_late:
        return {"label": "超过期限", "tone": "bad"}
    return {"label": "整顿中", "tone": "info"}


LEDGER = Ledger(
    code="plans",
    name="整顿提升",
    thing="整顿提升方案",
    one="improvement_plan",
    many="improvement_plans",
    model=ImprovementPlan,
    filter=PlanFilter,
    form=PlanForm,
    measure="个",
    note="定为“后进”的党组织，谁来帮、怎么改、到什么时候；整顿到位由工委科室销号。",
    empty="有党组织定为“后进”的，制定整顿提升方案后会出现在这里。",
    columns=(
        Column("党组织", lambda row: row.organisation.name),
        Column("定级年度", lambda row: f"{row.grade.grade_year.year}年", value=lambda row: row.grade.grade_year.year),
        Column("整顿措施", lambda row: row.measures),
        Column("帮扶", lambda row: row.helpers),
        Column("整顿期限", lambda row: full_day_text(row.until), value=lambda row: row.until, sort="until"),
        Column("状态", lambda row: badge(row)["label"], badge=badge),
        Column("销号日期", lambda row: full_day_text(row.lifted_on), value=lambda row: row.lifted_on, more=True),
        Column("整顿成效", lambda row: row.result, more=True),
    ),
    sorts={
        "unit": ("grade__organisation__unit__protocol_order", "grade__organisation__order"),
        "until": ("until",),
        "-until": ("-until",),
    },
)  # fmt: skip
