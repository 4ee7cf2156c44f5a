"""先锋服务队, posts and mechanisms: 12 teams of 2024, four liaisons at hospitals, the article's 派驻 and 双带头人."""

from datetime import date

from reviews.demo.chance import invented_name
from tasks.models import (
    GoodPractice,
    Mechanism,
    MechanismKind,
    PracticeAdoption,
    ServiceTeam,
    WorkItem,
)
from units.models import UnitKind
from units.registers.entering import store_many

TEAMS, TEAM_YEAR = 12, 2024
APPLES, INDUSTRY, REFORM, HEALTH = "ZT039", "ZT029", "ZT028", "ZT048"
NAMED = {APPLES: ("苹果产业高质量发展先锋服务队", 20), INDUSTRY: ("工业高质量发展先锋服务队", 16),
         REFORM: ("推进以工代赈项目高质量发展先锋服务队", 18)}  # fmt: skip
LIAISONS = 4
POSTS = (
    ("member_lead", "党员领办重点项目", "领办一项重点项目并按月小结"),
    ("mentor", "党员导师带徒", "一名党员骨干带一名青年干部"),
    ("model_post", "政务服务窗口党员示范岗", "延时办理高频事项"),
    ("pioneer_post", "项目一线党员先锋岗", "协调项目要素保障"),
    ("task_force", "重点难点工作专班", "攻坚年度难点事项"),
)


def create_front(rng, units, first_year, today):
    kinds = {kind.code: kind for kind in MechanismKind.objects.all()}
    if first_year <= TEAM_YEAR:
        store_many(_teams(units))
    store_many([row for row in _mechanisms(rng, units, kinds) if first_year <= row.begins_on.year and row.begins_on <= today])  # fmt: skip
    _practices(units, first_year, today)


def _teams(units):
    """Those the article names, then others by protocol order up to twelve for 84 units."""
    named = [unit for unit in units if unit.code in NAMED]
    others = [unit for unit in units if unit.code not in NAMED and not unit.is_committee]
    wanted = max(1, TEAMS * len(units) // 84)
    return [_team(unit) for unit in [*named, *others[::7]][:wanted]]


def _team(unit):
    name, heads = NAMED.get(unit.code, (f"{unit.short_name}高质量发展先锋服务队", 12))
    projects = WorkItem.objects.filter(unit=unit, year=TEAM_YEAR, kind="led_project")
    return ServiceTeam(
        unit=unit, name=name, heads=heads, begins_on=date(TEAM_YEAR, 3, 20),
        task="深入一线，靶向解难题、促发展。", item=projects.order_by("pk").first(),
    )  # fmt: skip


def _mechanisms(rng, units, kinds):
    def entry(unit, kind, who, task, begins_on, **more):
        return Mechanism(
            unit=unit, kind=kinds[kind], who=who, task=task, begins_on=begins_on, **more
        )

    hospitals = [unit for unit in units if unit.kind == UnitKind.PUBLIC_HOSPITAL]
    for number in range(LIAISONS if hospitals else 0):
        hospital = hospitals[number % len(hospitals)]
        who = f"工委机关干部{'甲乙丙丁'[number]}（示例）"
        yield entry(hospital, "liaison", who, "指导医院党建工作", date(2023, 5, 10), place=hospital.short_name)  # fmt: skip
    for unit in units:
        if unit.code == APPLES:
            yield entry(unit, "stationed", "“红色园主”", "派驻果园，推动标准化生产", date(2024, 4, 1), heads=27, place="苹果园区")  # fmt: skip
        if unit.code == HEALTH:
            yield entry(unit, "dual_leader", "“双带头人”科室主任", "党建和学术双带头", date(2023, 9, 1), heads=5, place="五大中心")  # fmt: skip
    for number, unit in enumerate(units[::4]):
        code, who, task = POSTS[number % len(POSTS)]
        year = 2023 + number % 3
        people = invented_name(rng) if code == "mentor" else ""
        yield entry(unit, code, f"{who}{people}", task, date(year, 4, 1), place=unit.short_name)


def _practices(units, first_year, today):
    told = {
        REFORM: "以工代赈“加减”助力易地搬迁后续扶持", APPLES: "“园主派驻”制度", INDUSTRY: "企业服务专班代办",
    }  # fmt: skip
    rows = [
        GoodPractice(
            unit=unit, title=told[unit.code], summary="党员领办、专班推进、按月小结，形成可复制的做法。",
            published_on=date(2025, 6, 20), source="机关党建经验选编",
        )
        for unit in units
        if unit.code in told and first_year <= 2025 and today >= date(2025, 6, 20)
    ]  # fmt: skip
    store_many(rows)
    others = [unit for unit in units if unit.code not in told and not unit.is_committee]
    PracticeAdoption.objects.bulk_create(
        PracticeAdoption(practice=row, unit=unit, adopted_on=date(2025, 9, 10), note="结合本单位窗口工作借鉴。")
        for number, row in enumerate(rows)
        for unit in others[number * 3 : number * 3 + 3]
    )  # fmt: skip
