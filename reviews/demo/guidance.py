"""会商、调度、督办、调研 of the article's years and the running one, in every state; 200余次会商指导 in three years.

Lots of its own, so that nothing else of the demonstration changes with it.
"""

from datetime import date, timedelta
from random import Random

from django.utils import timezone

from reviews.demo.chance import invented_name, spread
from reviews.demo.guidance_orders import create_orders
from tasks.guidance import rating
from tasks.models import (
    Commitment,
    Consultation,
    ConsultationKind,
    ConsultationState,
    DispatchMeeting,
    GuidanceGrade,
    GuidanceKind,
    GuidanceTally,
    MeetingState,
    Visit,
    VisitKind,
    VisitState,
)
from tasks.workflows import dispatch_meeting
from zhaotong_portal.workdays import add_workdays, is_workday, moment

# Of 84 units in a year: 82 × 3 = 246 consultations in the article's three years (200余次).
CONSULTATIONS_A_YEAR, UNITS_A_TRIP, UNITS = 82, 3, 84
# Units that nobody has visited since the first quarter of the running year: the portal proposes them.
OVERLOOKED = 3
KINDS = (*[ConsultationKind.FACE_TO_FACE] * 5, ConsultationKind.ON_SITE, ConsultationKind.THEMATIC, ConsultationKind.REMOTE)  # fmt: skip
TOPICS = ("逾期事项推进", "“三服务”清单滞后事项", "书记领办项目推进", "换届筹备", "问题整改“回头看”", "党建与业务融合",
          "窗口服务满意度提升", "月度填报质量", "支部规范化建设", "重点任务协同")  # fmt: skip
DIAGNOSES = (
    "任务分解到科室但没有到人，牵头科室与配合科室衔接不够，需要明确责任清单和时间节点。",
    "资金和手续办理周期估计不足，前期谋划偏晚，需要提前介入并逐周调度。",
    "工作已在推进，但台账记录不及时，进展没有如实反映，需要规范填报。",
    "承办人员变动较多，工作交接不完整，需要固定专人并完善交接。",
)
PROMISES = ("明确牵头科室和责任人，倒排工期", "补齐学习和活动台账", "与协同单位召开一次协调会", "完成滞后事项的阶段目标",
            "整改问题逐条销号并举一反三", "规范窗口一次性告知", "完成换届请示报批")  # fmt: skip
OUTCOME = "已按商定要求落实，相关资料已归档。"
MINUTES = (
    "会议逐项研究了目前逾期、滞后和多次提示未销的事项，明确了责任单位和完成时限，要求按月反映进展。"
)
PURPOSES = ("调研督导党建工作推进情况", "调研督导“三服务”清单落实", "调研督导问题整改情况")
FEEDBACK = "总体推进有序，台账较为规范；需加快滞后事项进度，进一步完善一次性告知。"


def create_guidance(seed, people, units, years, today):
    """Before the running month's sheets are composed: what was agreed stands on them."""
    rng = Random(f"guidance {seed}")
    ordinary = [unit for unit in units if not unit.is_committee]
    if not ordinary:
        return
    for year in years:
        _consultations(rng, people, ordinary, year, today)
        _visits(rng, people, ordinary, year, today)
        _meetings(people, ordinary, year, today)
    _commitments(rng, people, today)
    _ratings(rng, years, today)
    create_orders(people, ordinary, years, today)


def _consultations(rng, people, units, year, today):
    """So many a year, spread over its months; the running year has those until today and a few to come."""
    total = round(CONSULTATIONS_A_YEAR * len(units) / (UNITS - 1))
    rows, links = [], []
    for month, count in enumerate(spread(rng, max(1, total), 12), 1):
        for _ in range(count):
            day = _workday(rng, year, month)
            first = rng.randrange(len(units))
            if _overlooked(first, units, day, today):
                first = 0
            state = ConsultationState.RECORDED
            if day > today:
                if (day - today).days > 20:
                    continue
                state = ConsultationState.PLANNED
            elif (today - day).days < 4:
                state = ConsultationState.HELD
            recorded = state == ConsultationState.RECORDED
            rows.append(
                Consultation(
                    kind=rng.choice(KINDS), topic=rng.choice(TOPICS), held_on=day, place="工委会议室", state=state,
                    attendees=f"工委：陈示例；单位：{invented_name(rng)}、{invented_name(rng)}",
                    diagnosis=rng.choice(DIAGNOSES) if recorded else "", planned_by=people.staff,
                    planned_at=_office(day - timedelta(days=6)), recorded_by=people.staff if recorded else None,
                    recorded_at=_office(day, 16) if recorded else None,
                )
            )  # fmt: skip
            beside = (
                (first + 1) % (len(units) - OVERLOOKED) if len(units) > 2 * OVERLOOKED else first
            )
            together = {units[first].pk} | ({units[beside].pk} if rng.random() < 0.15 else set())
            links.append(together)
    _store(Consultation, rows, links)


def _overlooked(place, units, day, today):
    """The last few units, from the second quarter of the running year on."""
    late = day.year == today.year and day.month > 3
    return late and len(units) > 2 * OVERLOOKED and place >= len(units) - OVERLOOKED


def _visits(rng, people, units, year, today):
    """Each quarter every unit once, some units of a district in one trip."""
    rows, links = [], []
    groups = [units[at : at + UNITS_A_TRIP] for at in range(0, len(units), UNITS_A_TRIP)]
    for quarter in range(1, 5):
        days = _workdays(year, quarter)
        for number, group in enumerate(groups):
            day = days[5 + number * (len(days) - 10) // len(groups)]
            if _overlooked(units.index(group[-1]), units, day, today):
                continue
            if (day - today).days > 25 or (year == today.year and quarter == 4 and number % 7 == 6):
                continue  # not planned yet, or still to be visited
            state = _visit_state((day - today).days, number)
            leader = people.leaders[number % len(people.leaders)]
            rows.append(_visit(rng, people, leader, day, state))
            links.append({unit.pk for unit in group})
    _store(Visit, rows, links)


def _visit_state(ahead, number):
    if ahead > 7:
        return VisitState.CANCELLED if number % 9 == 8 else VisitState.PLANNED
    if ahead > 0:
        return VisitState.REGISTERED
    return VisitState.CARRIED_OUT if ahead > -3 else VisitState.FED_BACK


def _visit(rng, people, leader, day, state):
    registered = state in (VisitState.REGISTERED, VisitState.CARRIED_OUT, VisitState.FED_BACK)
    told = state == VisitState.FED_BACK
    return Visit(
        kind=VisitKind.QUARTERLY, purpose=rng.choice(PURPOSES), starts_on=day, ends_on=day, lead=leader.name,
        lead_post="工委领导", team=["陈示例", invented_name(rng)], people_count=rng.randint(3, 5), county="昭阳区",
        places="机关党支部、服务窗口", contact="陈示例", state=state, planned_by=people.staff,
        planned_at=_office(day - timedelta(days=20)),
        registered_by=people.staff if registered else None,
        registered_at=_office(day - timedelta(days=5)) if registered else None,
        registration_number=f"报备{day:%Y%m%d}" if registered else "",
        result="走访支部和窗口，查看台账，与党员座谈。" if registered and state != VisitState.REGISTERED else "",
        feedback=FEEDBACK if told else "", fed_back_by=people.staff if told else None,
        fed_back_at=_office(day, 17) if told else None,
        cancel_reason="与市级会议冲突" if state == VisitState.CANCELLED else "",
    )  # fmt: skip


def _meetings(people, units, year, today):
    """定期调度: one a month, in its second half."""
    rows, links = [], []
    for month in range(1, 13):
        day = add_workdays(date(year, month, 17), 2)
        if (day - today).days > 45:
            continue
        past = day < today
        rows.append(
            DispatchMeeting(
                title=f"{year}年{month}月工作调度会", held_on=day, place="工委会议室", chair="孙领示例",
                attendees="各单位党务干部", minutes=MINUTES if past else "", planned_by=people.staff,
                planned_at=_office(day - timedelta(days=8)),
                state=MeetingState.RECORDED if past else MeetingState.PLANNED,
                recorded_by=people.staff if past else None, recorded_at=_office(day, 17) if past else None,
            )
        )  # fmt: skip
        first = month * 7 % len(units)
        links.append({unit.pk for unit in (units[first:] + units[:first])[:12]})
    _store(DispatchMeeting, rows, links)


def compose_agendas(people, today):
    """Meetings to come get the agenda of what is stuck by then; after the running month is written."""
    for meeting in DispatchMeeting.objects.filter(state=MeetingState.PLANNED, held_on__gte=today):
        dispatch_meeting.compose(meeting.pk, people.staff)


def _store(model, rows, links):
    model.objects.bulk_create(rows, batch_size=500)
    through = model.units.through
    own = f"{model._meta.model_name}_id"
    through.objects.bulk_create(
        (
            through(**{own: row.pk, "unit_id": unit_id})
            for row, unit_ids in zip(rows, links, strict=True)
            for unit_id in sorted(unit_ids)
        ),
        batch_size=1000,
    )


def _commitments(rng, people, today):
    """One or two of each consultation, one of some visits and meetings: kept where their day is long past."""
    rows = []
    for field, objects, chance in (
        ("consultation", Consultation.objects.filter(state=ConsultationState.RECORDED), 1),
        ("meeting", DispatchMeeting.objects.filter(state=MeetingState.RECORDED), 0.5),
        ("visit", Visit.objects.filter(state=VisitState.FED_BACK), 0.3),
    ):
        for source in objects.order_by("pk").prefetch_related("units"):
            day = source.starts_on if field == "visit" else source.held_on
            for unit in source.units.all():
                if rng.random() < chance:
                    rows.append(_commitment(rng, people, unit, day, today, {field: source}))
    Commitment.objects.bulk_create(rows, batch_size=500)


def _commitment(rng, people, unit, day, today, source):
    due = add_workdays(day + timedelta(days=rng.randint(14, 40)), 1)
    row = Commitment(
        unit=unit, what=rng.choice(PROMISES), who=invented_name(rng), due_on=due, first_due_on=due,
        agreed_by=people.staff, agreed_at=_office(day, 16), **source,
    )  # fmt: skip
    luck = rng.random()
    late = due < today
    if late and ((today - due).days > 50 or luck < 0.6):
        settled = _office(due - timedelta(days=rng.randint(0, 4)))
        row.state, row.settled_by, row.settled_at = "kept", people.staff, settled
        row.outcome, row.reported_by = OUTCOME, people.officers[unit.pk]
        row.outcome_at = row.reported_at = settled - timedelta(hours=5)
        if luck > 0.98:
            row.state, row.drop_reason = "dropped", "职能已划转，不再要求。"
    elif luck > 0.85:
        row.outcome, row.reported_by = OUTCOME, people.officers[unit.pk]
        row.outcome_at = row.reported_at = min(_office(today, 9), timezone.now())
    return row


def _ratings(rng, years, today):
    """Counts of the quarters since the portal asks; who took part lately may still rate."""
    grades = (GuidanceGrade.HELPFUL, GuidanceGrade.SOMEWHAT, GuidanceGrade.NOT_HELPFUL)
    for year in years:
        for quarter in range(1, 5):
            if (year, quarter) > (today.year, (today.month + 2) // 3):
                continue
            for kind, about in ((GuidanceKind.CONSULTATION, 14), (GuidanceKind.VISIT, 45)):
                total = rng.randint(about - 5, about + 5)
                helpful = round(total * rng.uniform(0.62, 0.8))
                little = round(total * rng.uniform(0.02, 0.07))
                counts = (helpful, total - helpful - little, little)
                GuidanceTally.objects.bulk_create(
                    GuidanceTally(year=year, quarter=quarter, kind=kind, grade=grade, count=count)
                    for grade, count in zip(grades, counts, strict=True)
                )
    recent = today - timedelta(days=20)
    for subject in [
        *Consultation.objects.filter(state=ConsultationState.RECORDED, held_on__gte=recent),
        *Visit.objects.filter(state=VisitState.FED_BACK, starts_on__gte=recent),
    ]:
        rating.invite(subject)


def _workday(rng, year, month):
    while True:
        day = date(year, month, rng.randint(1, 28))
        if is_workday(day):
            return day


def _workdays(year, quarter):
    first = date(year, 3 * quarter - 2, 1)
    days = (first + timedelta(days=n) for n in range(89))
    return [day for day in days if is_workday(day)]


def _office(day, hour=10):
    return moment(day) + timedelta(hours=hour)
