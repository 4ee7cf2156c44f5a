"""Three campaigns of 2023–2025 with what they found, unannounced visits, clues of the running weeks, families over channels."""

from datetime import date, timedelta

from django.utils import timezone

from reviews.clues import Incoming, receive
from reviews.models import (
    Checklist,
    ClueChannel,
    Finding,
    FindingCategory,
    FindingFamily,
    FindingOccurrence,
    FindingRecheck,
    FindingSource,
    Inspection,
    InspectionAnswer,
    InspectionKind,
    InspectionMember,
    InspectionVisit,
    VisitState,
    category_of,
)
from zhaotong_portal.workdays import moment

# The article's three campaigns.
CAMPAIGNS = (
    ("党内政治生活基本规范集中督查", "党内政治生活基本规范", 2023, 5),
    ("党费使用管理集中督查", "党费使用管理", 2024, 6),
    ("机关党建重点任务集中督查", "党内政治生活基本规范", 2025, 9),
)
RUNNING = ("党费使用管理“回头看”", "党费使用管理")
CLUES = (
    ("窗口排队时间长，引导不及时", "办理窗口上午排队较长，建议增加引导。"),
    ("办事指南和现场要求不一致", "网上指南所列材料与窗口要求不一致，多跑了一趟。"),
    ("咨询电话无人接听", "工作时间多次拨打咨询电话无人接听。"),
)
JOINED_EVERY = 14  # a finding of this rank is joined with one of a district visit at the same unit


def sort_into_categories():
    """What lists and seeding brought in gets its category by its words, as the page does."""
    categories = list(FindingCategory.objects.filter(is_active=True))
    rows = list(Finding.objects.filter(category=None).only("pk", "title"))
    for row in rows:
        row.category = category_of(row.title, categories)
    Finding.objects.bulk_update(rows, ["category"], batch_size=500)


def create_inspections(people, units, years, today):
    """Each campaign visited the units at which it found something; a running one is under way."""
    inspector = people.inspector
    for title, theme, year, month in CAMPAIGNS:
        if year not in years:
            continue
        inspection = _campaign(
            people, inspector, title, theme, date(year, month, 8), date(year, month, 26)
        )
        found = list(
            Finding.objects.filter(source=FindingSource.INSPECTION, year=year).order_by("pk")
        )
        _fed_back_visits(inspection, found, units)
    inspection = _campaign(
        people, inspector, *RUNNING, today - timedelta(days=9), today + timedelta(days=12)
    )
    for unit in units[:6]:
        InspectionVisit.objects.create(
            inspection=inspection, unit=unit, planned_on=today + timedelta(days=2)
        )
    _begin_one(inspection, inspector)
    _unannounced(people, inspector, units, today)


def _campaign(people, inspector, title, theme, begins_on, ends_on, kind=InspectionKind.ANNOUNCED):
    inspection = Inspection.objects.create(
        title=title, kind=kind, theme=theme, begins_on=begins_on, ends_on=ends_on, planned_by=people.staff,
        checklist=Checklist.objects.filter(title=theme).first(),
    )  # fmt: skip
    InspectionMember.objects.bulk_create(
        InspectionMember(
            inspection=inspection, person=person, team="第一组", is_head=person == people.staff
        )
        for person in (people.staff, inspector)
    )
    return inspection


def _fed_back_visits(inspection, found, units):
    by_unit = {}
    for row in found:
        by_unit.setdefault(row.unit_id, []).append(row)
    version = inspection.checklist.newest if inspection.checklist else None
    at = moment(inspection.begins_on + timedelta(days=4)) + timedelta(hours=10)
    visits = InspectionVisit.objects.bulk_create(
        InspectionVisit(
            inspection=inspection, unit=unit, planned_on=timezone.localdate(at), state=VisitState.FED_BACK, version=version,
            visited_at=at, fed_back_at=at + timedelta(hours=6), fed_back_by=inspection.planned_by, team="第一组",
            impression="制度基本健全，执行中有的环节不够细。",
        )
        for unit in units
        if unit.pk in by_unit
    )  # fmt: skip
    for visit in visits:
        for row in by_unit[visit.unit_id]:
            row.inspection_visit = visit
    Finding.objects.bulk_update(found, ["inspection_visit"], batch_size=500)


def _begin_one(inspection, inspector):
    visit = inspection.visits.first()
    version = inspection.checklist.newest
    visit.version, visit.state, visit.visited_at = version, VisitState.UNDER_WAY, timezone.now()
    visit.save()
    InspectionAnswer.objects.bulk_create(
        InspectionAnswer(
            visit=visit, question=question, answer="no" if at == 2 else "yes", answered_by=inspector,
            note="三季度党费收缴情况没有公示。" if at == 2 else "",
        )
        for at, question in enumerate(version.questions.all()[:4])
    )  # fmt: skip


def _unannounced(people, inspector, units, today):
    """One that was fed back last month, one that nobody of the unit knows of yet."""
    past = _campaign(
        people, inspector, "窗口服务明查暗访", "窗口作风", today - timedelta(days=50), today - timedelta(days=44),
        InspectionKind.UNANNOUNCED,
    )  # fmt: skip
    row = (
        Finding.objects.filter(source=FindingSource.UNANNOUNCED, year=today.year)
        .order_by("-found_on")
        .first()
    )
    if row is not None:
        _fed_back_visits(past, [row], units)
    running = _campaign(
        people, inspector, "岁末明查暗访", "窗口作风", today - timedelta(days=2), today + timedelta(days=5),
        InspectionKind.UNANNOUNCED,
    )  # fmt: skip
    unit = units[-1]
    visit = InspectionVisit.objects.create(
        inspection=running, unit=unit, state=VisitState.UNDER_WAY, visited_at=timezone.now()
    )
    title = "上班时间窗口无人值守"
    Finding.objects.create(
        unit=unit, year=today.year, title=title, label=f"暗访{visit.pk}", source=FindingSource.UNANNOUNCED,
        found_on=today, found_by=inspector, inspection_visit=visit, is_hidden=True,
        category=category_of(title, FindingCategory.objects.all()),
    )  # fmt: skip


def create_families(people):
    """The same problem met by two channels at one unit; a few came back after they were closed (屡查屡犯).

    Never two rows of one channel: so the article's numbers hold in both readings (features.md §12).
    """
    visits = {}
    rows = Finding.objects.filter(source=FindingSource.DISTRICT_VISIT, year__lte=2025).order_by(
        "found_on", "pk"
    )
    for row in rows:
        visits.setdefault((row.unit_id, row.title_key), []).append(row)
    others = (
        FindingSource.ASSESSMENT,
        FindingSource.UNANNOUNCED,
        FindingSource.PUBLIC_CLUE,
        FindingSource.INSPECTION,
    )
    taken, joined, occurrences = set(), [], []
    later = Finding.objects.filter(source__in=others, year__lte=2025).order_by("pk")
    for rank, row in enumerate(later):
        group = visits.get((row.unit_id, row.title_key))
        if rank % JOINED_EVERY or not group or group[0].pk in taken:
            continue
        first = group[0]
        taken.add(first.pk)
        family = FindingFamily.objects.create(
            unit=first.unit, name=first.title[:200], joined_by=people.staff
        )
        first.family = row.family = family
        if row.found_on > first.found_on:
            first.recurred_times = 1
            occurrences.append(
                FindingOccurrence(
                    finding=first, source=row.source, found_on=row.found_on, detail="销号后再次发现同一问题。",
                    reported_as=row, found_by=people.staff,
                )
            )  # fmt: skip
        joined += [first, row]
    Finding.objects.bulk_update(joined, ["family", "recurred_times"], batch_size=500)
    FindingOccurrence.objects.bulk_create(occurrences)


def create_rechecks(people, today):
    """Some of what was closed was looked at again; most of it held."""
    until = today - timedelta(days=60)
    closed = Finding.objects.filter(
        state="closed", closed_at__date__lte=until, verified_by__isnull=False
    ).order_by("-closed_at")[:400:9]
    FindingRecheck.objects.bulk_create(
        FindingRecheck(
            finding=row, closed_at=row.closed_at, drawn_on=until, due_on=today + timedelta(days=10),
            verdict="" if at < 3 else "held", text="" if at < 3 else "现场查看，整改措施仍在执行。",
            checked_by=None if at < 3 else people.inspector, checked_at=None if at < 3 else moment(today - timedelta(days=5)),
        )
        for at, row in enumerate(closed)
    )  # fmt: skip


def create_clues(units):
    """Clues as the outside system would send them, the second one twice with other words."""
    channel = ClueChannel.objects.get(name="昭通评议")
    for number, (title, content) in enumerate(CLUES, 1):
        about = units[number % len(units)].short_name
        receive(
            channel,
            Incoming(f"ZTPY-2026-{number:04}", title, content, about, "王示例", "0870-0000000"),
        )
    receive(
        channel,
        Incoming(
            "ZTPY-2026-0002",
            CLUES[1][0],
            CLUES[1][1] + "已补充照片。",
            units[2 % len(units)].short_name,
        ),
    )
    receive(channel, Incoming("ZTPY-2026-0009", is_discipline=True))
