"""What the units promised, year by year: lists, projects, key tasks. Imported samples count towards the totals."""

from dataclasses import dataclass
from datetime import date

from reviews.demo import measures
from reviews.demo.cases import projects_of
from reviews.demo.chance import invented_name
from tasks.models import (
    Audience,
    Category,
    DeadlineKind,
    FiveType,
    ItemKind,
    KeyTaskTemplate,
    Lead,
    ServiceList,
    WorkItem,
)
from tasks.models.work_item import STRIVING_LIST
from units.models import Unit, UnitKind
from units.names import name_key
from zhaotong_portal.period import Period

# 1600余份 and 600多个 over the article's three years (rules.md §6); later years go on at the same pace.
LISTS_A_YEAR = 550
PROJECTS_A_YEAR = 216
PLACES = (
    "昭阳区",
    "鲁甸县",
    "巧家县",
    "镇雄县",
    "彝良县",
    "威信县",
    "盐津县",
    "大关县",
    "永善县",
    "绥江县",
    "水富市",
    "靖安新区",
)
WORKS = {
    Category.GRASSROOTS: ("到{p}结对村指导党支部规范化建设", "为{p}基层站所培训业务骨干", "帮助{p}理清村集体经济账务", "组织专家到{p}指导苹果提质增效",
                          "协调补齐{p}安置区公共服务短板", "支持{p}网格员开展矛盾纠纷排查"),
    Category.PUBLIC: ("在{p}便民服务点延时办理高频事项", "为{p}困难群众提供上门服务", "开展{p}就业岗位推介", "组织{p}健康义诊和政策宣讲",
                      "跟踪解决{p}群众饮水安全诉求", "推进{p}以工代赈报酬及时发放"),
    Category.ENTERPRISE: ("为{p}企业提供“一企一策”政策辅导", "帮助{p}企业对接融资需求", "协调{p}园区用水用电保障", "为{p}重点项目提供全程代办",
                          "组织{p}企业用工招聘专场", "指导{p}企业开展技术改造"),
}  # fmt: skip
PROJECTS = ("先锋服务队助力产业提质项目", "重点项目审批“一站式”服务项目", "易地搬迁后续扶持“党建+”项目", "服务窗口效能提升项目",
            "党建联建助企纾困项目", "干部下沉网格服务项目", "青年理论宣讲进基层项目", "数字化便民服务项目")  # fmt: skip
# Which side of 五型机关 an item serves, unless it says so itself.
SIDES = {
    ItemKind.SERVICE_ITEM: FiveType.SERVICE,
    ItemKind.LED_PROJECT: FiveType.PROFESSIONAL,
    ItemKind.KEY_TASK: FiveType.POLITICAL,
}
# title, deadline kind, month of the deadline, audience
KEY_TASKS = (
    ("严格落实“第一议题”制度", DeadlineKind.ONGOING, None, Audience.ALL),
    ("规范开展“三会一课”和主题党日", DeadlineKind.MONTHLY, None, Audience.ALL),
    ("按期完成基层党组织换届", DeadlineKind.DATE, 11, Audience.ALL),
    ("开展党费收缴使用管理自查", DeadlineKind.DATE, 6, Audience.ALL),
    ("组织党支部书记述职评议", DeadlineKind.DATE, 12, Audience.ALL),
    ("开展警示教育", DeadlineKind.QUARTERLY, None, Audience.ALL),
    ("推进服务窗口党员先锋岗建设", DeadlineKind.DATE, 9, Audience.KINDS),
    ("推动支部结对共建", DeadlineKind.DATE, 10, Audience.DISTRICTS),
)


@dataclass(frozen=True)
class Plan:
    """One item and the first month in which it gets a line."""

    item: WorkItem
    starts: Period


class ItemMaker:
    """Fills one year up to the pace of the article."""

    def __init__(self, rng, units, year):
        self.rng, self.units, self.year = rng, units, year
        self.taken = set(
            WorkItem.objects.filter(year=year).values_list("unit_id", "kind", "label", "title_key")
        )
        self.rows = []

    def make(self):
        self._cases()
        self._measures()
        self._service_items()
        self._projects()
        self._key_tasks()
        WorkItem.objects.bulk_create(self.rows, batch_size=500)

    def _add(self, unit, kind, title, **fields):
        key = (unit.pk, kind, fields.get("label", ""), name_key(title))
        if key in self.taken:
            return False
        self.taken.add(key)
        fields.setdefault("five_type", SIDES.get(kind, ""))
        self.rows.append(
            WorkItem(
                unit=unit,
                kind=kind,
                year=self.year,
                title=title,
                title_key=key[3],
                first_deadline=fields.get("deadline"),
                people=[invented_name(self.rng)],
                order=len(self.rows),
                **fields,
            )  # fmt: skip
        )
        return True

    def _cases(self):
        """The article's own projects count among the led ones."""
        told = projects_of(self.year)
        for unit in self.units:
            if unit.code in told:
                title, measures_taken = told[unit.code]
                self._add(
                    unit, ItemKind.LED_PROJECT, title, lead=Lead.SECRETARY_LED, measures=measures_taken,
                    deadline_kind=DeadlineKind.DATE, deadline=date(self.year, 12, 31),
                )  # fmt: skip

    def _measures(self):
        if self.year != measures.YEAR:
            return
        measures.create_list_kind()
        for unit, title, indicator, side in measures.measures_of(self.units):
            self._add(
                unit, ItemKind.EXTRA_LIST, title, label=STRIVING_LIST, core_indicator=indicator,
                five_type=side, deadline_kind=DeadlineKind.DATE, deadline=date(self.year, 11, 30),
            )  # fmt: skip

    def _service_items(self):
        """Lists first: a unit's category and half-year is one document with two or three items."""
        have = ServiceList.objects.filter(year=self.year).count()
        slots = [
            (unit, category, label)
            for unit in self.units
            for label in ("上半年", "下半年")
            for category in Category
        ]
        extra = [(unit, category, "补充") for unit in self.units for category in Category]
        self.rng.shuffle(extra)
        wanted = LISTS_A_YEAR * len(self.units) // 84 - have
        if wanted < len(slots):
            self.rng.shuffle(slots)
        chosen = [*slots, *extra][: max(0, wanted)]
        lists = [
            ServiceList(
                unit=unit,
                category=category,
                year=self.year,
                label=label,
                issued_on=_issued(self.year, label),
            )
            for unit, category, label in chosen
        ]
        ServiceList.objects.bulk_create(lists, batch_size=500)
        for service_list in lists:
            for _ in range(self.rng.choice((1, 1, 2))):
                self._service_item(service_list)

    def _service_item(self, service_list):
        places = self.rng.sample(PLACES, 6)
        for place in places:
            title = self.rng.choice(WORKS[service_list.category]).format(p=place)
            if self._add(
                service_list.unit, ItemKind.SERVICE_ITEM, title,
                category=service_list.category, label=service_list.label, service_list=service_list,
                measures="明确责任科室，按月调度，及时公开办理结果。",
                livelihood_ten=service_list.category == Category.PUBLIC and self.rng.random() < 0.1,
                enterprise_ten=service_list.category == Category.ENTERPRISE and self.rng.random() < 0.1,
                **self._deadline(*((3, 6) if service_list.label == "上半年" else (8, 12))),
            ):  # fmt: skip
                return

    def _deadline(self, first, last):
        if self.rng.random() < 0.12:
            return {"deadline_kind": self.rng.choice([DeadlineKind.ONGOING, DeadlineKind.MONTHLY])}
        period = Period(self.year, self.rng.randint(first, last))
        return {"deadline_kind": DeadlineKind.DATE, "deadline": period.last_day}

    def _projects(self):
        have = WorkItem.objects.filter(year=self.year, kind=ItemKind.LED_PROJECT).count()
        have += sum(row.kind == ItemKind.LED_PROJECT for row in self.rows)
        for number in range(max(0, PROJECTS_A_YEAR * len(self.units) // 84 - have)):
            unit = self.units[number % len(self.units)]
            lead = Lead.SECRETARY_LED if number % 5 < 3 else Lead.BRANCH_LED
            branch = "" if lead == Lead.SECRETARY_LED else f"机关第{self.rng.choice('一二')}党支部"
            for work in self.rng.sample(PROJECTS, len(PROJECTS)):
                if self._add(
                    unit, ItemKind.LED_PROJECT, f"{unit.short_name}{work}", lead=lead, branch=branch,
                    target="年内形成可复制做法1项以上。", measures="组建先锋服务队，挂图推进，按月小结。",
                    **self._deadline(9, 12),
                ):  # fmt: skip
                    break

    def _key_tasks(self):
        for title, kind, month, audience in KEY_TASKS:
            deadline = Period(self.year, month).last_day if month else None
            template, created = KeyTaskTemplate.objects.get_or_create(
                year=self.year, title_key=name_key(title),
                defaults={"title": title, "deadline_kind": kind, "deadline": deadline, "audience": audience,
                          "requirements": "明确责任人，按季度小结。",
                          "kinds": [UnitKind.VERTICAL, UnitKind.PUBLIC_HOSPITAL] if audience == Audience.KINDS else []},
            )  # fmt: skip
            if created and audience == Audience.DISTRICTS:
                template.districts.set(
                    {unit.district_id for unit in self.units[: len(self.units) // 2]}
                )
            assigned = set(template.assigned_units().values_list("pk", flat=True))
            for unit in self.units:
                if unit.pk in assigned:
                    self._add(
                        unit, ItemKind.KEY_TASK, template.title, template=template,
                        deadline=template.deadline, deadline_kind=template.deadline_kind,
                    )  # fmt: skip


def _issued(year, label):
    return date(year, 7, 10) if label == "下半年" else date(year, 2, 20)


def create_items(rng, units, years):
    """Fill each year, then hand back every item of those years with the month in which it starts."""
    for year in years:
        ItemMaker(rng, units, year).make()
    by_pk = {unit.pk: unit for unit in Unit.objects.all()}
    plans = []
    for item in WorkItem.objects.filter(year__in=years).order_by("pk"):
        item.unit = by_pk[item.unit_id]
        plans.append(Plan(item, Period(item.year, 7 if item.label == "下半年" else 1)))
    return plans
