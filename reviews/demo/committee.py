"""What the committee itself held: trainings, events, its contest of 2023, columns; the article's numbers, year by year."""

from datetime import date, timedelta

from reviews.models import Contest
from tasks.models import CommitteeEvent, EventKind, MediaEntry, Training, TrainingKind
from units.registers.entering import store_many

# 14 期 and 30余场 over 2023–2025; later years go on at the same pace.
CLASSES = {2023: 4, 2024: 5, 2025: 5}
SMALL = {2023: 11, 2024: 11, 2025: 11}
FORUMS_A_YEAR = 4
AUDIENCES = ("基层党组织书记", "中层骨干", "党务干部", "入党积极分子", "青年干部")
SMALL_THEMES = (
    "换届选举",
    "党员身份认定",
    "发展党员流程",
    "党费收缴使用管理",
    "组织生活规范",
    "支部档案整理",
)
ADVANCES = {2023: date(2023, 8, 18), 2024: date(2024, 7, 30), 2025: date(2025, 7, 24)}
FORUM_THEMES = ("党的创新理论", "机关作风", "党建与业务融合", "廉洁文化")
HOSTED = (date(2025, 7, 29), "深入学习贯彻“7·29”重要指示批示精神座谈会暨省州（市）机关工委书记联席会议")  # fmt: skip
VERTICAL = (
    (date(2024, 5, 17), "党组织关系在昭通的市直垂直管理部门党建工作联席会"),
    (date(2024, 11, 15), "省级垂直管理部门党建工作联席会"),
)
COLUMNS = ("全会精神进机关", "机关书记谈全会", "五型机关在行动")


def create_committee_work(units, first_year, today):
    """`units` in protocol order. A demonstration without the committee has none of this."""
    committee = next((unit for unit in units if unit.is_committee), None)
    if committee is None:
        return
    days = range(first_year, today.year + 1)
    for rows in (
        [row for year in days for row in _trainings(committee, year)],
        [row for year in days for row in _events(committee, year)],
        [row for year in days for row in _columns(committee, year)],
    ):
        store_many([row for row in rows if getattr(row, row.WHEN) <= today])
    if first_year <= 2023:
        store_many([_contest(committee)])


def _trainings(committee, year):
    for number in range(CLASSES.get(year, 5)):
        begins = date(year, 3 + 2 * number, 11)
        yield Training(
            unit=committee, kind=TrainingKind.CLASS, title=f"{AUDIENCES[number]}培训班",
            audience=AUDIENCES[number], begins_on=begins, ends_on=begins + timedelta(days=3),
            heads=60 + 15 * number, place="市委党校", party_school=number % 2 == 0,
        )  # fmt: skip
    for number in range(SMALL.get(year, 11)):
        theme = SMALL_THEMES[number % len(SMALL_THEMES)]
        yield Training(
            unit=committee, kind=TrainingKind.SMALL, title=f"{theme}“小班制”专题培训",
            audience="党务干部", begins_on=date(year, number + 2, 20), heads=18 + number,
            place="工委会议室",
        )  # fmt: skip


def _events(committee, year):
    def event(kind, day, title, **more):
        return CommitteeEvent(unit=committee, kind=kind, held_on=day, title=title, **more)

    advance = ADVANCES.get(year, date(year, 7, 23))
    yield event(EventKind.ADVANCE, advance, "深化模范机关创建暨“五型机关”建设工作推进会", heads=180, place="市级会议中心")  # fmt: skip
    for number in range(FORUMS_A_YEAR):
        title = f"乌蒙先锋讲坛：{FORUM_THEMES[number]}"
        yield event(EventKind.FORUM, date(year, 2 + 3 * number, 25), title, heads=120)
    for order, district in enumerate(_districts(), 1):
        yield event(EventKind.DISTRICT_TALK, date(year, 4, 5 + order), f"{district.name}党建工作座谈会", district=district)  # fmt: skip
    yield event(EventKind.FIELD_VISIT, date(year, 9, 18), "模范机关建设实地观摩", heads=90)
    if year == HOSTED[0].year:
        yield event(EventKind.HOSTED, *HOSTED, heads=200)
    for day, title in VERTICAL:
        if day.year == year:
            yield event(EventKind.VERTICAL_MEETING, day, title, attendees="垂直管理部门")


def _districts():
    from units.models import District

    return District.objects.order_by("order")


def _columns(committee, year):
    for number, column in enumerate(COLUMNS):
        yield MediaEntry(
            unit=committee, title=f"{column}：市直机关学习贯彻纪实", channel=column,
            published_on=date(year, 3 + 3 * number, 8),
        )  # fmt: skip


def _contest(committee):
    return Contest(
        unit=committee, year=2023, title="全市基层党建“擂台比拼”", result="“好”等次",
        document="演示数据", evidence="五型机关建设、三服务清单、书记领办项目的佐证材料。",
    )  # fmt: skip
