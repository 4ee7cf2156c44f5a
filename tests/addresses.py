"""One world of objects for the walk over every address: each kind once in the reader's own unit, once in another.

It is made once for all tests of a module, which see it as it was made: each undoes what it did.
市财政局 is everybody's "own" unit here: the officer and secretary work in it, the inspector's appointment names it.
"""

import shutil
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from reviews.models import (
    Assessment,
    AssessmentScheme,
    Checklist,
    ChecklistQuestion,
    ChecklistVersion,
    Clue,
    ClueChannel,
    Finding,
    FindingEvidence,
    FindingExtension,
    FindingFamily,
    FindingRecheck,
    HeadlinePublication,
    Honour,
    Inspection,
    InterviewReader,
    ModelOfficeApplication,
    ModelOfficeCriterion,
    PublicResult,
    Rating,
    RatingCase,
    RatingPicture,
    RatingPoint,
    SchemeAdjustment,
    SelfReport,
    VoteSession,
)
from tasks.models import (
    Activity,
    Category,
    CheckWaiver,
    Commitment,
    Consultation,
    DeadlineChange,
    DispatchMeeting,
    Escalation,
    FixedTask,
    HistoryTotal,
    ItemKind,
    LineReply,
    Month,
    MonthException,
    PhaseTask,
    PushPlan,
    Question,
    RatingInvitation,
    ReminderSheet,
    Robot,
    SheetLine,
    SpotCheck,
    SpotCheckDraw,
    StandardPhrase,
    SupervisionOrder,
    Visit,
    WorkItem,
    YearRollover,
)
from tasks.opening import open_month
from tests import register_addresses
from tests.people import make_districts, make_person, make_unit
from units.models import (
    ContactPoint,
    GradeYear,
    Handover,
    ImprovementPlan,
    Pairing,
    PartyOfficer,
    PartyOrganisation,
    Role,
    SetupAct,
    Substitution,
    Term,
    UnitKind,
    YearlyGrade,
    YouthStudyGroup,
)
from zhaotong_portal.exports.models import Export
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.period import Period


@dataclass
class World:
    """`own` and `other` map a kind of object to one of them."""

    people: dict
    period: Period
    own: dict = field(default_factory=dict)
    other: dict = field(default_factory=dict)

    def get(self, kind, whose):
        return getattr(self, whose)[kind]


def objects_of(unit, period, staff):
    item = WorkItem.objects.create(
        unit=unit, kind=ItemKind.SERVICE_ITEM, category=Category.PUBLIC, year=period.year,
        title="上门办理高频事项", deadline_kind="date", deadline=date(period.year, 12, 31),
    )  # fmt: skip
    change = DeadlineChange.objects.create(
        item=item, old_deadline=item.deadline, old_deadline_kind="date", new_deadline=date(period.year + 1, 1, 31),
        reason="汛期影响。", asked_by=staff,
    )  # fmt: skip
    sheet = ReminderSheet.objects.create(
        unit=unit, period=period, state="issued", document_number=f"测试〔{period.year}〕{unit.pk}号",
        issued_by=staff, issued_at=timezone.now(),
    )  # fmt: skip
    sheet_line = SheetLine.objects.create(
        sheet=sheet, order=1, condition="notice", subject_key="notice:1", heading="事", text="请办理。"
    )  # fmt: skip
    line_reply = LineReply.objects.create(
        line=sheet_line, kind="help", text="缺人。", replied_by=staff, replied_at=timezone.now()
    )
    escalation = Escalation.objects.create(
        unit=unit, step="urge", state="carried_out", document_number=f"催〔{period.year}〕{unit.pk}号",
        decided_by=staff, decided_at=timezone.now(),
    )  # fmt: skip
    robot = Robot.objects.create(
        unit=unit, name="工作群", kind="wecom", address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"
    )  # fmt: skip
    finding = Finding.objects.create(
        unit=unit, year=period.year, title="公示不及时", source="inspection", found_on=date(period.year, 3, 1),
        state="in_hand", due_on=date(period.year, 4, 1),
    )  # fmt: skip
    evidence = FindingEvidence.objects.create(
        finding=finding, file=ContentFile(b"%PDF-1.7", "none.pdf"), name="整改.pdf", size=8, sha256="0" * 64,
        added_by=staff,
    )  # fmt: skip
    extension = FindingExtension.objects.create(
        finding=finding, old_due_on=finding.due_on, new_due_on=date(period.year, 6, 1), reason="经费未落实。",
        asked_by=staff,
    )  # fmt: skip
    recheck = FindingRecheck.objects.create(
        finding=finding,
        closed_at=timezone.now(),
        drawn_on=date(period.year, 3, 1),
        due_on=date(period.year, 4, 1),
    )
    finding.family = FindingFamily.objects.create(unit=unit, name="公示不及时")
    finding.save()
    point = RatingPoint.objects.create(unit=unit)
    rating = Rating.objects.create(
        point=point, unit=unit, grade=2, given_on=period.first_day, form_key=f"world-{unit.pk}"
    )
    case = RatingCase.objects.create(
        rating=rating, unit=unit, opened_on=rating.given_on, started_on=rating.given_on
    )
    RatingPicture.objects.create(rating=rating, jpeg=b"none")
    plan = PushPlan.objects.create(
        unit=unit, year=period.year, weak_key="overdue", weak_point="逾期事项：1 项逾期", target="逾期清零",
        measure="每周调度。", who="王示例", until=date(period.year + 1, 12, 31), planned_by=staff,
    )  # fmt: skip
    total = HistoryTotal.objects.create(
        unit=unit, label="示范党支部", measure="个", from_year=2022, to_year=2022, value=2
    )
    activity = Activity.objects.create(
        unit=unit, held_on=period.first_day, topic="理论学习中心组学习"
    )
    honour = Honour.objects.create(unit=unit, title="示范单位", level="municipal", year=period.year)
    return guidance_of(unit, staff) | ledger_of(unit, period, staff) | register_addresses.registers_of(unit, period, staff) | {
        "vote_session": VoteSession.objects.create(
            year=period.year, title=f"{unit.short_name}述职测评", options=["好", "差"], prepared_by=staff
        ),
        "assessment": Assessment.objects.create(unit=unit, year=period.year),
        "self_report_with_file": filed_report(unit, period, staff),
        **judged_of(unit, period.year - 3, staff),
        **model_offices_of(unit, period.year),
        "rating_case": case, "pictured": rating,
        "unit": unit, "district": unit.district, "item": item, "deadline_change": change, "sheet": sheet,
        "sheet_line": sheet_line, "line_reply": line_reply, "escalation": escalation, "robot": robot,
        "finding": finding, "point": point, "honour": honour, "history_total": total, "push_plan": plan, "activity": activity,
        "evidence": evidence, "extension": extension, "recheck": recheck, "family": finding.family,
    }  # fmt: skip


def filed_report(unit, period, staff):
    """The assessment of the year before, whose self-report was filed as a file."""
    assessment = Assessment.objects.create(unit=unit, year=period.year - 1)
    SelfReport.objects.create(
        assessment=assessment, state="filed", signed_by=staff, signed_at=timezone.now(),
        file=ContentFile(b"%PDF-1.7", "none.pdf"), file_name="述职.pdf", size=8, sha256="0" * 64,
    )  # fmt: skip
    return assessment


def judged_of(unit, year, staff):
    """A year that is over: its sheet went out, its grade was published, a fact is contested, points were added."""
    now = timezone.now()
    scheme, _ = AssessmentScheme.objects.get_or_create(
        year=year, version=1, defaults={"title": "考核方案", "drafted_by": staff, "state": "in_force", "in_force_at": now},
    )  # fmt: skip
    kind, _ = SchemeAdjustment.objects.get_or_create(
        scheme=scheme, name="获得荣誉", defaults={"order": 1, "sign": "plus", "most": 2}
    )
    row = Assessment.objects.create(
        unit=unit, year=year, state="fed_back", fed_back_at=now, fed_back_by=staff,
        feedback_paper={"title": "反馈单"}, facts={"total": "90.00", "place": 1, "place_of": 2, "advised": "好", "scheme": "", "parts": [{
            "key": "1", "name": "按时报送", "weight": 100, "source": "figure", "value": "90.00", "points": "90.00", "n": 12,
            "note": "", "rows_url": "",
        }], "adjustments": []},
    )  # fmt: skip
    row.decision = row.decisions.create(
        number=1,
        score=90,
        place=1,
        place_of=2,
        advised="好",
        grade="好",
        decided_by=staff,
        decided_at=now,
    )
    row.state, row.published_at = "published", now
    row.save()
    return {
        "judged_assessment": row,
        "fact_contest": row.contests.create(
            fact="1", fact_label="按时报送", claim="有误。", contested_by=staff
        ),
        "adjustment": row.adjustments.create(
            kind=kind, points=1, evidence="市级表彰文件", entered_by=staff
        ),
    }


def model_offices_of(unit, year):
    """One self-assessment still with the unit, one submitted, over one criterion of the year."""
    criterion, _ = ModelOfficeCriterion.objects.get_or_create(
        year=year, order=1, defaults={"five_type": "political", "text": "学习制度落实到位。"}
    )
    start = ModelOfficeApplication.objects.create
    submitted = start(
        unit=unit, year=year, level="municipal", state="submitted", submitted_at=timezone.now()
    )
    submitted.answers.create(criterion=criterion, own="met", evidence="见台账。")
    return {
        "model_office": submitted,
        "model_office_draft": start(unit=unit, year=year, level="provincial"),
        "model_office_criterion": criterion,
    }


def guidance_of(unit, staff):
    """One of each with this unit: a consultation held, a meeting planned, an order signed for, a visit registered."""
    now, today = timezone.now(), timezone.localdate()
    consultation = Consultation.objects.create(topic="事项推进", held_on=today, state="held")
    meeting = DispatchMeeting.objects.create(title="月度调度", held_on=today)
    visit = Visit.objects.create(
        purpose="季度调研", starts_on=today, ends_on=today, state="registered", registered_at=now,
        lead="孙示例", contact="陈示例",
    )  # fmt: skip
    for row in (consultation, meeting, visit):
        row.units.add(unit)
    order = SupervisionOrder.objects.create(
        unit=unit, title="逾期事项", facts="逾期。", demand="限期完成。", due_on=today, first_due_on=today,
        state="signed_for", document_number=f"测督〔{today.year}〕{unit.pk}号", issued_by=staff, issued_at=now,
        signed_for_by=staff, signed_for_at=now,
    )  # fmt: skip
    commitment = Commitment.objects.create(
        unit=unit, consultation=consultation, what="补齐台账", who="王示例", due_on=today, first_due_on=today
    )  # fmt: skip
    invitation = RatingInvitation.objects.create(unit=unit, consultation=consultation, until=today)
    return {
        "consultation": consultation, "meeting": meeting, "visit": visit, "order": order, "commitment": commitment,
        "invitation": invitation,
    }  # fmt: skip


def ledger_of(unit, period, staff):
    """One row of each register of the base ledger."""
    first = date(period.year - 2, 1, 1)
    branch = PartyOrganisation.objects.create(unit=unit, kind="branch", name="机关第一党支部")
    year = GradeYear.objects.get_or_create(year=period.year)[0]
    grade = YearlyGrade.objects.create(grade_year=year, organisation=branch, grade="lagging")
    return {
        "organisation": branch,
        "setup_act": SetupAct.objects.create(
            unit=unit, kind="dissolve", organisation=branch, effective_on=first, reason="人员调整。", proposed_by=staff
        ),
        "term": Term.objects.create(organisation=branch, begins_on=first, due_on=first.replace(year=period.year + 1)),
        "improvement_plan": ImprovementPlan.objects.create(
            grade=grade, measures="每月研究一次。", helpers="组织科", until=date(period.year + 1, 6, 30)
        ),
        "contact_point": ContactPoint.objects.create(organisation=branch, leader="何示例", starts_on=first),
        "pairing": Pairing.objects.create(organisation=branch, partner_name="示例社区", starts_on=first),
        "party_officer": PartyOfficer.objects.create(unit=unit, name="何某甲", kind="full_time", appointed_on=first),
        "youth_group": YouthStudyGroup.objects.create(unit=unit, starts_on=first),
    }  # fmt: skip


@pytest.fixture(scope="module")
def standing_world(django_db_setup, django_db_blocker, tmp_path_factory):
    """(the world, its attachments): in a transaction around the module, each of whose tests is one within it."""
    folder = tmp_path_factory.mktemp("attachments")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=folder):
            made = make_world()
        yield made, folder
        transaction.set_rollback(True)


@pytest.fixture
def world(standing_world, db, own_folders, settings):
    """Not together with the people and units of tests/people.py, which bear the same names, nor in a
    transactional test, which would wait for the transaction around it."""
    made, folder = standing_world
    shutil.copytree(folder, settings.MEDIA_ROOT)
    return deepcopy(made)


def make_world():
    period, districts = Period.current(), make_districts()
    make_unit("国家税务总局昭通市税务局", "市税务局", districts[0], 1, UnitKind.VERTICAL)
    finance = make_unit("昭通市财政局", "市财政局", districts[0], 2)
    weather = make_unit("昭通市气象局", "市气象局", districts[1], 3)
    make_unit("中共昭通市委市直机关工作委员会", "市直机关工委", districts[1], 4, is_committee=True)
    staff = make_person("staff", "陈示例", Role.STAFF)
    people = {
        "officer": make_person("finance-officer", "褚某甲", Role.OFFICER, unit=finance),
        "secretary": make_person("finance-secretary", "褚某乙", Role.SECRETARY, unit=finance),
        "staff": staff,
        "leader": make_person("leader", "孙示例", Role.LEADER, district=districts[0]),
        "inspector": make_person("inspector", "冯某甲", Role.INSPECTOR, unit=finance),
        "administrator": make_person("admin", "赵示例", Role.ADMINISTRATOR),
        "auditor": make_person("auditor", "钱示例", Role.AUDITOR),
    }
    InterviewReader.objects.create(person=staff, begins_on=date(2020, 1, 1), basis="工委会议确定")
    world = World(people, period)
    world.own = objects_of(finance, period, staff)
    world.other = objects_of(weather, period, staff)
    open_month(period)
    YearRollover.objects.create(year=period.year)
    batch = ImportBatch.objects.create(
        file="imports/none.xlsx", file_name="清单.xlsx", sha256="0" * 64
    )
    stranger = make_person("stranger", "吕某甲", Role.STAFF)
    substitution = Substitution.objects.create(
        absent=stranger, role=Role.STAFF, substitute=make_person("idle", "吕某乙", Role.STAFF),
        begins_on=timezone.localdate(), ends_on=timezone.localdate(), reason="出差", set_by=stranger,
    )  # fmt: skip
    leaving = make_person("leaving", "周某乙")
    for whose, outgoing in ((world.own, people["officer"]), (world.other, leaving)):
        whose["handover"] = Handover.objects.create(
            unit=whose["unit"], role=Role.OFFICER, outgoing=outgoing, incoming_name="何某甲",
            takes_effect_on=timezone.localdate(), reason="岗位调整", prepared_by=outgoing,
        )  # fmt: skip
    inspections_of(world, people["inspector"], staff)
    for whose in (world.own, world.other):
        report = whose["unit"].reports.get(period=period)
        line = report.lines.get()
        MonthException.objects.create(
            month=Month.objects.get(period=period),
            unit=whose["unit"],
            kind="exempt",
            reason="机构改革",
        )
        attachment = line.attachments.create(
            file=ContentFile(b"%PDF-1.7", "none.pdf"), name="材料.pdf", size=8, sha256="0" * 64, added_by=staff
        )  # fmt: skip
        whose |= {"report": report, "line": line, "batch": batch, "attachment": attachment}
        whose["foreign_export"] = Export.objects.create(
            owner=stranger, role=Role.STAFF, path="/items/", title="他人的导出"
        )
        whose["foreign_substitution"] = substitution
        whose["question"] = Question.objects.create(
            report=report, text="请补充数字。", asked_by=staff
        )
    for version, state in enumerate(("in_force", "draft"), 1):
        scheme = AssessmentScheme.objects.create(
            year=period.year, version=version, title="考核方案", state=state, drafted_by=staff,
            in_force_at=timezone.now() if state == "in_force" else None,
        )  # fmt: skip
        world.own[f"scheme_{state}"] = world.other[f"scheme_{state}"] = scheme
    result = PublicResult.objects.create(
        year=period.year, quarter=1, changes="增开窗口。", drafted_by=staff
    )
    world.own["public_result"] = world.other["public_result"] = result
    world.own["publication"] = world.other["publication"] = HeadlinePublication.objects.create(
        first=period, last=period, as_of=timezone.localdate(), title="测试发布", published_by=staff
    )
    draw = SpotCheckDraw.objects.create(period=period, seed="1", population=2, size=2)
    for whose in (world.own, world.other):
        whose["spot_check"] = SpotCheck.objects.create(
            draw=draw, unit=whose["unit"], said="读书班 2 期"
        )
        whose["waiver"] = CheckWaiver.objects.create(
            unit=whose["unit"], check_key="percent_fell", subject_key=f"line-{whose['line'].pk}",
            what="进度比上次减少", reason="口径调整。", until=timezone.localdate(), granted_by=staff,
        )  # fmt: skip
    world.own["fixed_task"] = world.other["fixed_task"] = FixedTask.objects.create(
        heading="主题党日", text="组织主题党日。", months=[7]
    )
    world.own["phrase"] = world.other["phrase"] = StandardPhrase.objects.create(
        purpose="remark", text="请核对。"
    )
    return world


def inspections_of(world, inspector, staff):
    """An announced and an unannounced visit at each unit; the inspector is of the teams at the own one only."""
    checklist = Checklist.objects.create(title="示例清单", theme="党费使用管理")
    version = ChecklistVersion.objects.create(checklist=checklist, number=1)
    question = ChecklistQuestion.objects.create(version=version, order=1, text="党费收缴台账齐全")
    channel = ClueChannel.objects.create(name="昭通评议")
    for number, whose in enumerate((world.own, world.other)):
        for kind, word in (("inspection", ""), ("unannounced", "unannounced_")):
            inspection = Inspection.objects.create(
                title="示例督查", kind=kind, theme="党费使用管理", checklist=checklist, begins_on=date(2026, 1, 1),
                ends_on=date(2026, 12, 31),
            )  # fmt: skip
            if not number:
                inspection.members.create(person=inspector)
            visit = inspection.visits.create(
                unit=whose["unit"], state="under_way", version=version, visited_at=timezone.now()
            )
            visit.answers.create(question=question, answer="no", answered_by=staff)
            whose |= {
                word.rstrip("_") or "inspection": inspection,
                f"{word or 'inspection_'}visit": visit,
            }
        whose["hidden_finding"] = Finding.objects.create(
            unit=whose["unit"], year=2026, title="暗访所见", source="unannounced", found_on=date(2026, 3, 1),
            is_hidden=True, inspection_visit=whose["unannounced_visit"],
        )  # fmt: skip
        whose["checklist"] = checklist
        whose["clue"] = Clue.objects.create(
            channel=channel, outside_number=f"ZT-{number}", title="窗口排队"
        )


def by_pk(kind):
    return lambda world, whose: [world.get(kind, whose).pk]


# What an address needs, by the word in the table's second column.
OBJECTS = {
    "–": lambda world, whose: [],
    "year": lambda world, whose: [world.period.year],
    "month_exception": lambda world, whose: [
        MonthException.objects.get(unit=world.get("unit", whose)).pk
    ],
    "phase_task": lambda world, whose: [PhaseTask.objects.filter(check_code="").first().pk],
    "period": lambda world, whose: [world.period],
    "word": lambda world, whose: ["2025-13"],
    **register_addresses.OBJECTS,
    "register": lambda world, whose: ["exchanges"],
    "entry": lambda world, whose: ["exchanges", world.get("exchange", whose).pk],
    "text": lambda world, whose: ["item_overdue"],
    "job": lambda world, whose: ["tasks.jobs.gather_digests"],
    "list_kind": lambda world, whose: ["service_item"],
    "figure": lambda world, whose: ["units"],
    "assessed_figure": lambda world, whose: [
        "findings_closed",
        world.period.year,
        world.get("unit", whose).pk,
    ],
    "publication": by_pk("publication"),
    "inspection_question": lambda world, whose: [
        world.get("inspection_visit", whose).pk,
        world.get("inspection_visit", whose).answers.get().question_id,
    ],
    "calendar_item": lambda world, whose: ["item", world.get("item", whose).pk],
    "token": lambda world, whose: [world.get("point", whose).token],
    "rating_case": by_pk("rating_case"),
    "vote_session": by_pk("vote_session"),
    "assessment": by_pk("assessment"),
    "self_report_with_file": by_pk("self_report_with_file"),
    "judged_assessment": by_pk("judged_assessment"),
    "fact_contest": by_pk("fact_contest"),
    "adjustment": by_pk("adjustment"),
    "model_office": by_pk("model_office"),
    "model_office_draft": by_pk("model_office_draft"),
    "model_office_criterion": by_pk("model_office_criterion"),
    "pictured": by_pk("pictured"),
    "public_result": by_pk("public_result"),
    "quarter": lambda world, whose: [world.get("unit", whose).pk, world.period.year, 1],
    "poster": lambda world, whose: ["a4", "pdf"],
    **{
        kind: by_pk(kind)
        for kind in (
            "unit", "district", "item", "deadline_change", "sheet", "finding", "point", "report", "line", "batch",
            "attachment", "push_plan", "activity", "honour", "history_total", "foreign_export", "handover",
            "foreign_substitution", "question", "phrase", "consultation", "meeting", "visit", "order", "commitment",
            "invitation",
            "foreign_substitution", "question", "phrase", "organisation", "setup_act", "term", "improvement_plan",
            "contact_point", "pairing", "party_officer", "youth_group",
            "spot_check", "waiver",
            "spot_check",
            "foreign_substitution", "question", "phrase", "sheet_line", "line_reply", "escalation", "robot", "fixed_task",
            "spot_check", "waiver", "evidence", "extension", "recheck", "family", "inspection", "unannounced",
            "inspection_visit", "unannounced_visit", "hidden_finding", "checklist", "clue", "scheme_in_force",
            "scheme_draft",
        )
    },
}  # fmt: skip
