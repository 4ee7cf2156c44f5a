"""What the upper steps of the ladder open: a planned 会商, a drafted 督办单. Staff finish them on their own pages."""

from django.core.exceptions import ValidationError

from tasks.models import ConsultationKind
from tasks.workflows.consultation import plan_consultation
from tasks.workflows.supervision_order import draft_order
from zhaotong_portal.workflow import WorkflowError

TITLE_LENGTH = 60


def open_consultation(row, actor) -> str:
    """On the last day until which the unit is asked to agree on one; staff move it when they have talked."""
    matters = list(row.matters.all())
    return _made(
        plan_consultation,
        actor,
        [row.unit],
        topic=_title(matters, "会商"),
        held_on=row.answer_by,
        kind=ConsultationKind.FACE_TO_FACE,
        reason=_said(matters),
        subject_key=_subject(row, matters),
    )


def open_order(row, actor) -> str:
    matters = list(row.matters.select_related("line__item"))
    return _made(
        draft_order,
        actor,
        row.unit,
        title=_title(matters, "督办"),
        facts=_said(matters),
        demand="请查明原因，明确责任人和办结日期，按期办结并书面答复。",
        due_on=row.answer_by,
        item=matters[0].line.item if len(matters) == 1 else None,
        subject_key=_subject(row, matters),
    )


def _made(make, actor, *args, **fields):
    try:
        return make(actor, *args, **fields).get_absolute_url()
    except ValidationError as error:
        raise WorkflowError("；".join(error.messages)) from error


def _title(matters, verb):
    first = matters[0].heading.strip("“”")
    short = first if len(first) <= TITLE_LENGTH else f"{first[: TITLE_LENGTH - 1]}…"
    return f"{verb}：{short}" + (f"等{len(matters)}项" if len(matters) > 1 else "")


def _said(matters):
    return "\n".join(f"{matter.heading}：{matter.rule}，仍未办结。" for matter in matters)


def _subject(row, matters):
    return matters[0].subject_key if len(matters) == 1 else f"escalation:{row.pk}"
