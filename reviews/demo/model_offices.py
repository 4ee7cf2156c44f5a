"""模范机关创建: the criteria of two years on the five sides, and applications in every state."""

from datetime import date, time, timedelta

from reviews.models import (
    CriterionAnswer,
    Fulfilment,
    Honour,
    HonourLevel,
    ModelOfficeApplication,
    ModelOfficeCriterion,
    ModelOfficeState,
)
from tasks.models import FiveType
from zhaotong_portal.workdays import moment

State = ModelOfficeState
CRITERIA = (
    (FiveType.POLITICAL, "“第一议题”和中心组学习制度落实到位，学用结合有实例。"),
    (FiveType.POLITICAL, "基层党组织按期换届，支部设置随机构变化及时调整。"),
    (FiveType.PROFESSIONAL, "书记领办项目按期完成，成效可查可核。"),
    (FiveType.PROFESSIONAL, "重点工作在全市、全省排位靠前或明显进位。"),
    (FiveType.SERVICE, "三服务清单按期办结，群众满意率保持较高水平。"),
    (FiveType.SERVICE, "差评件逐件整改答复，服务事项一次性告知。"),
    (FiveType.LAWFUL, "依法履职，督查发现的问题按期整改、没有反弹。"),
    (FiveType.LAWFUL, "党务公开规范，填报内容经抽查核实属实。"),
    (FiveType.CLEAN, "警示教育经常开展，风险点防控措施落实到岗。"),
    (FiveType.CLEAN, "党费收缴使用管理规范，年度内没有违纪违规问题。"),
)
EVIDENCE = "见平台台账和本单位制度文件（演示文字）。"
OPINION = {
    State.NAMED: "对照标准逐条核对，同意命名。",
    State.NOT_NAMED: "两条标准部分达到，建议下年度再申报。",
    State.RETURNED: "第四条标准请补充依据。",
}
# Of the year before the running one, and of the running one; by the units' order.
LAST_YEAR = (State.NOT_NAMED,)
RUNNING = (State.DRAFT, State.SUBMITTED, State.SUBMITTED, State.RETURNED)
TITLE, NAMED_SHOWN = "模范机关创建示范单位", 3


def create_model_offices(people, units, running, now):
    ordinary = [unit for unit in units if not unit.is_committee]
    criteria = {}
    for honour in _titles(ordinary, running):
        _criteria(criteria, honour.year)
        at = moment(honour.awarded_on - timedelta(days=60), time(10, 0))
        _apply(people, honour.unit, honour.year, State.NAMED, criteria, at, honour)
    for year, states, day in (
        (running - 1, LAST_YEAR, date(running - 1, 9, 20)),
        (running, RUNNING, min(now.date(), date(running, 10, 20))),
    ):
        _criteria(criteria, year)
        for unit, state in zip(ordinary, states, strict=False):
            _apply(people, unit, year, state, criteria, min(now, moment(day, time(10, 0))))


def _titles(units, running):
    """A title is an honour in the register: the named ones are units that bear it there."""
    rows = Honour.objects.filter(title__contains=TITLE, level=HonourLevel.MUNICIPAL, unit__in=units)
    rows = rows.filter(year__lt=running).exclude(awarded_on=None)
    return rows.select_related("unit").order_by("pk")[:NAMED_SHOWN]


def _criteria(criteria, year):
    if year not in criteria:
        criteria[year] = ModelOfficeCriterion.objects.bulk_create(
            ModelOfficeCriterion(year=year, five_type=side, order=order, text=text)
            for order, (side, text) in enumerate(CRITERIA, 1)
        )


def _apply(people, unit, year, state, criteria, at, honour=None):
    submitted = state != State.DRAFT
    reviewed = state in OPINION
    application = ModelOfficeApplication.objects.create(
        unit=unit, year=year, level=HonourLevel.MUNICIPAL, state=state, honour=honour,
        submitted_by=people.secretaries[unit.pk] if submitted else None, submitted_at=at if submitted else None,
        reviewed_by=people.staff if reviewed else None,
        reviewed_at=at + timedelta(days=0 if state == State.RETURNED else 20) if reviewed else None,
        opinion=OPINION.get(state, ""),
    )  # fmt: skip
    answered = criteria[year] if submitted else criteria[year][:6]
    CriterionAnswer.objects.bulk_create(
        CriterionAnswer(
            application=application, criterion=criterion, own=_own(number), evidence=EVIDENCE,
            reviewed=_reviewed(state, number) if state in (State.NAMED, State.NOT_NAMED) else "",
        )
        for number, criterion in enumerate(answered)
    )  # fmt: skip


def _own(number):
    return Fulfilment.PARTLY if number == 3 else Fulfilment.MET


def _reviewed(state, number):
    partly = number == 3 or (state == State.NOT_NAMED and number == 7)
    return Fulfilment.PARTLY if partly else Fulfilment.MET
