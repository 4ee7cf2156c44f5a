"""任期、换届: what is coming and what is overdue, the act of a re-election, and delays that were approved."""

import django_filters
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from units.ledger import fields, keeping
from units.ledger.filters import LedgerFilter
from units.ledger.ledger import Column, Ledger, column
from units.models import OrganisationKind, Term
from units.models.term import due_after, months_after
from zhaotong_portal.wording import full_day_text, number_text
from zhaotong_portal.workflow import NotAllowed, StateChanged

OVERDUE, RUNNING, DONE, COMING = "overdue", "running", "done", "within"


# --- Rules ----------------------------------------------------------------------------------------


@transaction.atomic
def complete(pk, actor, completed_on, document="") -> Term:
    """A re-election was held: the term ends on its day, and the next one begins with it.

    Returns the new term. Raises NotAllowed, StateChanged where somebody was faster, ValidationError by field.
    """
    term = keeping.locked(Term, pk, actor)
    if not keeping.may_write(actor, term.unit):
        raise NotAllowed("换届由本单位或负责的科室登记。")
    if term.completed_on:
        raise StateChanged(f"已登记于{full_day_text(term.completed_on)}换届。")
    if term.organisation.dissolved_on:
        raise StateChanged(f"{term.organisation.name}已撤销，不再换届。")
    keeping.change(term, actor, "completed", "登记换届", completed_on=completed_on, document=document.strip())  # fmt: skip
    due_on = due_after(term.organisation.kind, completed_on)
    following = Term(organisation=term.organisation, begins_on=completed_on, due_on=due_on)
    keeping.keep(following)
    return following


@transaction.atomic
def delay(pk, actor, delayed_until, document) -> Term:
    """A delay was approved, of a year at most. The committee decides, a unit never grants it to itself."""
    term = keeping.locked(Term, pk, actor)
    if not may_delay(actor, term):
        raise NotAllowed("延期换届由负责的工委科室登记。")
    if term.completed_on:
        raise StateChanged(f"已于{full_day_text(term.completed_on)}换届，不再延期。")
    return keeping.change(term, actor, "delayed", "批准延期换届", delayed_until=delayed_until, delay_document=document.strip())  # fmt: skip


def may_delay(user, term) -> bool:
    """As deadlines are decided (rules.md §3): staff for their districts, a leader for the committee's own unit."""
    return user.scope.decides_for(term.unit)


# --- How a term stands ----------------------------------------------------------------------------


def standing(term, today=None) -> dict:
    """{label, tone, note} of a term on a day: 已换届, 逾期, or how long until it ends."""
    today = today or timezone.localdate()
    if term.completed_on:
        late = term.completed_on > term.last_day
        return {"label": "逾期后换届" if late else "已换届", "tone": "neutral"}
    if not term.organisation.is_alive(today):
        return {"label": "党组织已撤销", "tone": "neutral"}
    days = (term.last_day - today).days
    if days < 0:
        return {"label": f"逾期 {number_text(-days)} 天", "tone": "bad"}
    for months in sorted(settings.TERM_NOTICE_MONTHS):
        if term.last_day <= months_after(today, months):
            tone = "warn" if months < max(settings.TERM_NOTICE_MONTHS) else "info"
            return {"label": f"{months} 个月内到期", "tone": tone, "note": f"还有 {days} 天"}
    return {"label": "任期内", "tone": "good"}


def notice_choices():
    months = sorted(settings.TERM_NOTICE_MONTHS)
    return [(f"{COMING}-{number}", f"{number} 个月内到期") for number in months]


def months_of(code) -> int:
    return int(code.partition("-")[2])


class TermFilter(LedgerFilter):
    model = Term
    unit_of = "organisation__unit"
    texts = ("organisation__name",)
    kind = django_filters.ChoiceFilter(
        label="类别", choices=OrganisationKind.choices, field_name="organisation__kind", empty_label="全部"
    )  # fmt: skip
    standing = django_filters.ChoiceFilter(label="状态", method="by_standing", empty_label="全部")

    def prepare(self):
        self.filters["standing"].extra["choices"] = [
            (OVERDUE, "已逾期"),
            *notice_choices(),
            (RUNNING, "未换届（全部）"),
            (DONE, "已换届"),
        ]

    def by_standing(self, queryset, name, value):
        if value == OVERDUE:
            return queryset.overdue()
        if value == RUNNING:
            return queryset.open()
        if value == DONE:
            return queryset.filter(completed_on__isnull=False)
        return queryset.due_within(months_of(value))


_YEARS = "不填的按类别推算：" + "，".join(
    f"{kind.label} {settings.TERM_YEARS[kind]} 年" for kind in OrganisationKind
)
_NOTICE = "、".join(f"{months} 个月" for months in settings.TERM_NOTICE_MONTHS)


class TermForm(fields.RowForm):
    """A term that the portal does not know yet, or facts to correct. Left out, the due day follows from the kind."""

    organisation = fields.organisation()
    begins_on = fields.day("任期开始", help_text="上次换届（选举）的日期。")
    due_on = fields.day("任期届满", required=False, help_text=_YEARS)
    note = fields.line(Term, "note")

    def clean(self):
        data = super().clean()
        organisation, begins_on = data.get("organisation"), data.get("begins_on")
        if organisation and begins_on and not data.get("due_on") and "due_on" not in self.errors:
            data["due_on"] = due_after(organisation.kind, begins_on)
        return data


class CompleteForm(fields.forms.Form):
    completed_on = fields.day("换届日期", initial=timezone.localdate)
    document = fields.line(Term, "document", label="批复文件")


class DelayForm(fields.forms.Form):
    delayed_until = fields.day("批准延期至")
    document = fields.line(Term, "delay_document", label="批准文件", required=True)


def _deed(term, user):
    """What a tired officer wants of a term that is over or nearly so: the form that settles it, one press away."""
    soon = months_after(timezone.localdate(), max(settings.TERM_NOTICE_MONTHS))
    if term.completed_on or term.last_day > soon or not term.organisation.is_alive():
        return None
    if not keeping.may_write(user, term.unit):
        return None
    return {"label": "登记换届", "url": f"{term.get_absolute_url()}#complete"}


def _delay_note(term):
    return f"批准延期至{full_day_text(term.delayed_until)}" if term.delayed_until else ""


LEDGER = Ledger(
    code="terms",
    name="任期换届",
    thing="任期",
    one="term",
    many="terms",
    model=Term,
    filter=TermFilter,
    form=TermForm,
    measure="个",
    note=f"到期前 {_NOTICE}提醒；换届后登记日期，下一任期自动开始。",
    empty="登记党组织的任期后，到期前会提醒换届。",
    deed=_deed,
    columns=(
        Column("党组织", lambda row: row.organisation.name),
        Column("任期开始", lambda row: full_day_text(row.begins_on), value=lambda row: row.begins_on),
        Column("任期届满", lambda row: full_day_text(row.due_on), note=_delay_note, value=lambda row: row.due_on, sort="due"),
        Column("状态", lambda row: standing(row)["label"], badge=standing),
        Column("批准延期至", lambda row: full_day_text(row.delayed_until), value=lambda row: row.delayed_until, more=True),
        column("delay_document", Term, more=True),
        Column("换届日期", lambda row: full_day_text(row.completed_on), value=lambda row: row.completed_on, more=True),
        column("document", Term, more=True),
        column("note", Term, more=True),
    ),
    sorts={
        "unit": ("organisation__unit__protocol_order", "organisation__order", "-begins_on"),
        "due": (F("completed_on").asc(nulls_first=True), "deadline"),
        "-due": (F("completed_on").asc(nulls_first=True), "-deadline"),
    },
)  # fmt: skip
