"""述职报告: written by the unit, signed and filed by its secretary, checked by the committee; each way back has a remark."""

import hashlib
import uuid
from dataclasses import dataclass, field
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from reviews.assessment import letters
from reviews.filing import STRUCTURE, gaps_of, is_open, last_years_problems
from reviews.models import (
    Assessment,
    LastYearAnswer,
    OwnProblem,
    SelfReport,
    SelfReportState,
)
from reviews.workflows.assessment import mark_self_reported
from tasks.attachments import check_file, clean_name
from tasks.entries import EntryErrors
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import record
from zhaotong_portal.gate.checking import sentence
from zhaotong_portal.workflow import Incomplete, Move, NotAllowed, StateChanged, Workflow

State = SelfReportState
UNIT = (Role.OFFICER, Role.SECRETARY)
# A leader stands in for staff where the unit is the committee itself (`Scope.decides_for`).
CHECKERS = (Role.STAFF, Role.LEADER)
FILES = (".pdf", ".docx")

TRANSITIONS = {
    "send_to_sign": Move("送书记签发", {State.DRAFT, State.RETURNED}, State.TO_SIGN, by={Role.OFFICER}),
    "hand_back": Move("退回党务干部修改", {State.TO_SIGN}, State.DRAFT, by={Role.SECRETARY}, needs_reason=True),
    "sign_and_file": Move(
        "签发并报送", {State.DRAFT, State.TO_SIGN, State.RETURNED}, State.FILED, by={Role.SECRETARY}
    ),
    "accept": Move("受理", {State.FILED}, State.ACCEPTED, by=CHECKERS),
    "return_for_correction": Move("退回修改", {State.FILED}, State.RETURNED, by=CHECKERS, needs_reason=True),
}  # fmt: skip
UNIT_MOVES = {"send_to_sign", "hand_back", "sign_and_file"}
# Actions by which somebody had a part in what was filed.
_SUBMITTING = ("self_report.save", "self_report.send_to_sign", "self_report.sign_and_file")


def _may_decide(report, actor, move_name):
    assessment = report.assessment
    if move_name in UNIT_MOVES:
        if assessment.unit_id not in actor.scope.unit_ids:
            raise NotAllowed("述职报告由本单位撰写、签发。")
    elif not actor.scope.decides_for(assessment.unit):
        raise NotAllowed("这个单位的述职报告不由您审核。")
    else:
        _refuse_own(report, actor)
    if move_name != "accept":
        _check_open(assessment)


def _refuse_own(report, actor):
    """Nobody decides on what they wrote or signed, whatever roles they hold (rules.md §3)."""
    people = actor.scope.people_deciding(actor.pk, report.assessment.unit)
    submitted = AuditEntry.objects.about(report).filter(action__in=_SUBMITTING, actor__in=people)
    if report.signed_by_id in people or submitted.exists():
        raise NotAllowed("本人撰写或签发的述职报告，须由其他人员审核。")


def _check_open(assessment):
    if not is_open(assessment):
        raise StateChanged(f"{assessment}等次已定，述职报告不再修改、报送。")


SELF_REPORT = Workflow("self_report", SelfReport, TRANSITIONS, _may_decide)


def may_write(assessment, report, user) -> bool:
    """The unit while the report is with it; what lies with the secretary for signature is changed by the secretary only."""
    if user.scope.role not in UNIT or assessment.unit_id not in user.scope.unit_ids:
        return False
    if not is_open(assessment):
        return False
    state = report.state if report else State.DRAFT
    if state == State.TO_SIGN:
        return user.scope.role == Role.SECRETARY
    return state in (State.DRAFT, State.RETURNED)


@dataclass(frozen=True)
class Content:
    """What was typed. `problems` are dicts with the keys of `STRUCTURE`; `answers` {finding pk: text}; `upload` a new file."""

    paragraphs: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)
    upload: object = None
    drop_file: bool = False


def version_of(report) -> str:
    """What the form carries, so that another save in between is noticed."""
    return report.edited_at.isoformat() if report else ""


@transaction.atomic
def save(assessment_pk, actor, content, seen=None) -> SelfReport:
    """Keep what was typed, complete or not. `seen` is the `version_of` that the page showed.

    Raises Assessment.DoesNotExist out of scope, NotAllowed, StateChanged (filed, or saved by somebody meanwhile),
    EntryErrors for the file.
    """
    pk = Assessment.objects.visible_to(actor).values_list("pk", flat=True).get(pk=assessment_pk)
    # The assessment's row is the lock: the first save makes the report.
    assessment = Assessment.objects.select_for_update(of=("self",)).get(pk=pk)
    report = SelfReport.objects.select_for_update(of=("self",)).filter(assessment=assessment).first()  # fmt: skip
    _check_open(assessment)
    if not may_write(assessment, report, actor):
        if actor.scope.role not in UNIT or assessment.unit_id not in actor.scope.unit_ids:
            raise NotAllowed("述职报告由本单位撰写。")
        raise StateChanged(f"述职报告{report.get_state_display()}，现在不能修改。")
    if seen is not None and seen != version_of(report):
        raise StateChanged("刚刚有人修改了这份述职报告，已存的内容列在各项下方；您填写的仍在表中，再次保存即以您的为准。")  # fmt: skip
    is_new = report is None
    report = report or SelfReport.objects.create(assessment=assessment)
    changed = [
        label
        for label, keep in (
            ("报告内容", _keep_paragraphs),
            ("报告文件", _keep_file),
            ("查摆问题", _keep_problems),
            ("上年问题答复", _keep_answers),
        )
        if keep(report, content)
    ]
    if changed or is_new:
        report.save()
        record(
            actor, "self_report.save", "撰写述职报告", report,
            changes={"修改": ["", "、".join(changed)]} if changed else {}, unit_id=assessment.unit_id,
        )  # fmt: skip
    return report


def _keep_paragraphs(report, content):
    wanted = {key: text.strip() for key, text in content.paragraphs.items() if text.strip()}
    # What was written under a heading that the settings no longer have is kept.
    kept = {
        key: text for key, text in report.paragraphs.items() if key not in content.paragraphs
    } | wanted
    if kept == report.paragraphs:
        return False
    report.paragraphs = kept
    return True


def _keep_file(report, content):
    upload = content.upload
    if upload is None and not (content.drop_file and report.file):
        return False
    if upload is not None:
        name, digest = _checked(upload)
        if digest == report.sha256 and report.file:
            return False
    _forget_file(report)
    if upload is None:
        report.file, report.file_name, report.size, report.sha256 = "", "", 0, ""
        return True
    upload.seek(0)
    report.file.save(f"{uuid.uuid4().hex}{PurePath(name).suffix.lower()}", File(upload), save=False)
    report.file_name, report.size, report.sha256 = name, upload.size, digest
    return True


def _checked(upload):
    ending = PurePath(upload.name).suffix.lower()
    if ending not in FILES:
        raise EntryErrors({"file": "述职报告须是 PDF 或 DOCX 文件。"})
    check_file(upload, ending)
    name = clean_name(upload.name)
    if fault := sentence(name):
        raise EntryErrors({"file": f"文件名{fault}"})
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return name, digest.hexdigest()


def _forget_file(report):
    if report.file:
        storage, name = report.file.storage, report.file.name
        transaction.on_commit(lambda: storage.delete(name))


def _keep_problems(report, content):
    wanted = [
        tuple(row.get(name, "").strip() for name in STRUCTURE)
        for row in content.problems
        if row.get("problem", "").strip()
    ]
    if wanted == list(report.own_problems.values_list(*STRUCTURE)):
        return False
    report.own_problems.all().delete()
    OwnProblem.objects.bulk_create(
        OwnProblem(self_report=report, order=order, **dict(zip(STRUCTURE, row, strict=True)))
        for order, row in enumerate(wanted, 1)
    )
    return True


def _keep_answers(report, content):
    """Only to problems that are asked about; an emptied answer is none."""
    asked = set(last_years_problems(report.assessment).values_list("pk", flat=True))
    kept = dict(report.answers.values_list("finding", "text"))
    wanted = {pk: content.answers[pk].strip() for pk in asked & set(content.answers)}
    changed = {pk: text for pk, text in wanted.items() if text != kept.get(pk, "")}
    for pk, text in changed.items():
        if text:
            report.answers.update_or_create(finding_id=pk, defaults={"text": text})
        else:
            LastYearAnswer.objects.filter(self_report=report, finding=pk).delete()
    return bool(changed)


@transaction.atomic
def send_to_sign(pk, actor):
    """The officer is done. Raises Incomplete with every gap at once: the secretary signs what is complete."""
    report = SELF_REPORT.begin("send_to_sign", pk, actor)
    _refuse_incomplete(report, "还有内容没有完成，不能送签")
    return SELF_REPORT.finish("send_to_sign", report, actor)


@transaction.atomic
def hand_back(pk, actor, reason):
    report = SELF_REPORT.begin("hand_back", pk, actor, reason)
    return SELF_REPORT.finish("hand_back", report, actor, reason)


@transaction.atomic
def sign_and_file(pk, actor):
    """The secretary answers for it. Last year's problems come first: filing is refused with the list of what lacks."""
    report = SELF_REPORT.begin("sign_and_file", pk, actor)
    _refuse_incomplete(report, "还有内容没有完成，不能报送")
    report.signed_by, report.signed_at = actor, timezone.now()
    return SELF_REPORT.finish("sign_and_file", report, actor)


@transaction.atomic
def accept(pk, actor, remark=""):
    report = SELF_REPORT.begin("accept", pk, actor, remark)
    report.checked_by, report.checked_at, report.remark = actor, timezone.now(), remark.strip()
    report = SELF_REPORT.finish("accept", report, actor, remark)
    mark_self_reported(report.assessment, actor)
    return report


@transaction.atomic
def return_for_correction(pk, actor, remark):
    report = SELF_REPORT.begin("return_for_correction", pk, actor, remark)
    report.checked_by, report.checked_at, report.remark = actor, timezone.now(), remark.strip()
    report.signed_by = report.signed_at = None
    report = SELF_REPORT.finish("return_for_correction", report, actor, remark)
    letters.report_returned(report)
    return report


def _refuse_incomplete(report, text):
    if gaps := gaps_of(report):
        raise Incomplete(f"{text}：", gaps)
