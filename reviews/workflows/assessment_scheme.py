"""考核方案: draft → in force → superseded by the next version. What was once in force is never changed again."""

from dataclasses import replace as with_changes

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews.assessment import writing
from reviews.assessment.content import changes_between, content_of
from reviews.assessment.defaults import default_scheme
from reviews.models import AssessmentScheme, SchemeState
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import Move, NotAllowed, ReasonRequired, StateChanged, Workflow

State = SchemeState
WRITERS = {Role.ADMINISTRATOR}
TAKEN = "这个年度已有一份起草中的方案，请接着修改那一份。"
LOOK_FIRST = (
    "方案的内容在上次测算以后有改动，或者还没有测算过。请先打开“测算”，查看各单位的变动并确认。"
)

TRANSITIONS = {
    "put_in_force": Move("施行", {State.DRAFT}, State.IN_FORCE, by=WRITERS),
    "supersede": Move("由新版代替", {State.IN_FORCE}, State.SUPERSEDED),
}


def may_write(actor) -> bool:
    return actor.scope.role in WRITERS


def _writers_only(actor):
    if not may_write(actor):
        raise NotAllowed("考核方案由管理员起草。")


def years_to_draft():
    """This year and the next; the last one too, whose assessment runs into January."""
    year = timezone.localdate().year
    return [year + 1, year, year - 1]


def _may_decide(scheme, actor, move_name):
    if scheme.year < min(years_to_draft()):
        raise NotAllowed(f"{scheme.year}年的考核早已结束，不能再施行那一年的方案。")


SCHEME = Workflow("assessment_scheme", AssessmentScheme, TRANSITIONS, _may_decide)


@transaction.atomic
def draft(year, actor) -> AssessmentScheme:
    """The next version of a year: from its newest, else from the newest of a year before, else from the default.

    Raises NotAllowed, ValidationError, StateChanged where one is being drafted already.
    """
    _writers_only(actor)
    if year not in years_to_draft():
        raise ValidationError({"year": "只能起草上年、本年和下年的方案。"})
    rows = AssessmentScheme.objects.select_for_update().filter(year=year)
    if any(scheme.state == State.DRAFT for scheme in rows):
        raise StateChanged(TAKEN)
    try:
        with transaction.atomic():
            return _next(year, actor)
    except IntegrityError:  # somebody began at the same moment
        raise StateChanged(TAKEN) from None


def _next(year, actor):
    older = AssessmentScheme.objects.filter(year__lte=year).exclude(state=State.DRAFT).first()
    if older is None:
        return default_scheme(year, actor)
    content = with_changes(content_of(older), change_note="")
    if older.year != year:
        title = content.title.replace(str(older.year), str(year))
        content = with_changes(content, title=title, basis="")
    scheme = writing.new_draft(year, actor, content)
    record(
        actor,
        "assessment_scheme.drafted",
        "起草考核方案",
        scheme,
        changes={"沿用": ["", str(older)]},
    )
    return scheme


@transaction.atomic
def edit(pk, actor, content, typed_over) -> AssessmentScheme:
    """The draft as a whole. `typed_over`: the edition that the page showed (content.edition).

    Raises StateChanged where somebody saved meanwhile or it is a draft no more, ValidationError.
    """
    scheme = _locked_draft(pk, actor)
    before = content_of(scheme)
    if typed_over != before.edition:
        raise StateChanged("您打开以后，这份方案已被他人修改。请核对最新的内容，再保存您的修改。")
    writing.replace(scheme, content)
    said = "；".join(changes_between(before, content))
    record(
        actor,
        "assessment_scheme.edited",
        "修改考核方案",
        scheme,
        changes={"内容": ["", said]} if said else {},
    )
    return scheme


@transaction.atomic
def confirm_simulation(pk, actor, digest) -> AssessmentScheme:
    """The administrator has seen how every unit would shift; `digest`: of what content the page showed it."""
    scheme = _locked_draft(pk, actor)
    if digest != content_of(scheme).scored_digest:
        raise StateChanged("您打开以后，方案的内容有改动，下面是按最新内容测算的结果，请重新查看。")
    if scheme.simulated_digest != digest:
        scheme.simulated_digest = digest
        scheme.save(update_fields=["simulated_digest"])
        record(actor, "assessment_scheme.simulated", "查看测算", scheme)
    return scheme


@transaction.atomic
def put_in_force(pk, actor, change_note="", at=None) -> AssessmentScheme:
    """From now on units are scored by it; the version before stays, as do the assessments decided under it.

    Raises ValidationError with all that is wrong, ReasonRequired, StateChanged where its simulation was not looked at.
    `at` is the moment where it is not now (demonstration data).
    """
    scheme = SCHEME.begin("put_in_force", pk, actor, change_note)
    content = content_of(scheme)
    if faults := content.faults():
        raise ValidationError(faults)
    if scheme.simulated_digest != content.scored_digest:
        raise StateChanged(LOOK_FIRST)
    scheme.change_note = change_note.strip() or scheme.change_note
    if scheme.version > 1 and not scheme.change_note:
        raise ReasonRequired("请写明修订说明：为什么修订、修订了什么，单位会看到。")
    older = AssessmentScheme.objects.select_for_update().in_force(scheme.year).first()
    if older is not None:
        SCHEME.finish("supersede", SCHEME.begin("supersede", older.pk, None), actor)
    scheme.in_force_at = at or timezone.now()
    changes = changes_between(content_of(older), content) if older else []
    return SCHEME.finish(
        "put_in_force", scheme, actor, reason=scheme.change_note,
        changes={"与上一版相比": ["", "；".join(changes)]} if changes else {},
    )  # fmt: skip


@transaction.atomic
def discard(pk, actor) -> int:
    """A draft that is not wanted goes as a whole; the year whose draft it was."""
    scheme = _locked_draft(pk, actor)
    record(actor, "assessment_scheme.discarded", "删除方案草稿", scheme)
    scheme.delete()
    return scheme.year


def _locked_draft(pk, actor):
    _writers_only(actor)
    pk = AssessmentScheme.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    scheme = AssessmentScheme.objects.select_for_update(of=("self",)).get(pk=pk)
    if scheme.state != State.DRAFT:
        raise StateChanged(
            f"当前状态是“{scheme.get_state_display()}”，不能再修改；需要修订的，请起草新版。"
        )
    return scheme
