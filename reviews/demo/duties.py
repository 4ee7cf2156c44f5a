"""责任清单 of each year in three layers; this year's was changed for the hospitals alone, who have not looked yet."""

from datetime import date, time

from django.db.models import F, OuterRef, Subquery

from tasks.duties import issuing, writing
from tasks.models import Duty, DutyTemplate
from units.models import Appointment, UnitKind
from zhaotong_portal.workdays import moment

# sort, title, standard, time limit
COMMON = (
    ("main", "定期研究党建工作", "党组（党委）每季度专题研究党建工作不少于1次。", "每季度末"),
    ("main", "落实意识形态工作责任制", "每半年分析研判1次，形成报告。", "每半年末"),
    ("first_person", "带头讲党课", "党组（党委）书记每年讲党课不少于1次。", "12月底前"),
    ("first_person", "联系基层党支部", "到联系点调研指导不少于2次。", "12月底前"),
    ("first_person", "书记领办项目", "领办1项以上项目，按月调度。", "12月底前"),
    ("dual_duty", "抓分管领域党建工作", "与业务工作同部署、同检查，每季度小结。", "每季度末"),
)
OF_KINDS = {
    UnitKind.PUBLIC_HOSPITAL: ("main", "落实党委领导下的院长负责制", "重大事项党委会集体决定。", "全年"),
    UnitKind.STATE_ENTERPRISE: ("main", "落实党组织前置研究讨论", "重大经营管理事项前置研究。", "全年"),
    UnitKind.MASS_ORGANISATION: ("main", "党建带群建", "每半年研究群团工作1次。", "每半年末"),
    UnitKind.PUBLIC_INSTITUTION: ("main", "加强专业技术人员教育", "每季度组织1次集中学习。", "每季度末"),
    UnitKind.LAW_PROFESSION: ("main", "推进律师行业党的组织覆盖", "每半年排查1次。", "每半年末"),
    UnitKind.VERTICAL: ("main", "参加垂直管理部门党建联席会", "会后10个工作日内落实议定事项。", "会后10个工作日"),
}  # fmt: skip
# Of one unit, and narrower than the common duty of the same name.
OF_A_UNIT = ("first_person", "书记领办项目", "领办以工代赈项目，每月到现场1次。", "12月底前")
A_UNIT = "ZT028"


def create_duties(people, units, first_year, today):
    for year in range(first_year, today.year + 1):
        _write(people.admin, units, year)
        issuing.issue(year, people.admin, tell=False)
        _fulfil(people, year, today)
    _change_for_the_hospitals(people.admin, today)


def _write(admin, units, year):
    def write(layer, row, order, **where):
        sort, title, standard, time_limit = row
        writing.write(
            admin, year=year, layer=layer, sort=sort, title=title, standard=standard,
            time_limit=time_limit, order=order, **where,
        )  # fmt: skip

    for order, row in enumerate(COMMON, 1):
        write("common", row, order * 10)
    for kind, row in OF_KINDS.items():
        write("kind", row, 100, unit_kind=kind)
    for unit in units:
        if unit.code == A_UNIT:
            write("unit", OF_A_UNIT, 200, unit=unit)


def _fulfil(people, year, today):
    """Past years are done; of the running one, what two thirds of the duties say so far."""
    rows = Duty.objects.filter(year=year)
    begin, seen = moment(date(year, 2, 10), time(9, 0)), moment(date(year, 2, 12), time(10, 0))
    rows.update(changed_at=begin, seen_at=seen)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    running = year == today.year
    officer = Appointment.objects.filter(role="officer", unit=OuterRef("unit"))
    written = {
        "progress": "已按标准履行，记录在案。", "done_for": F("template"),
        "written_by": Subquery(officer.values("person")[:1]),
    }  # fmt: skip
    done = {"state": "done", "done_on": min(date(year, 12, 10), today)}
    rows.filter(pk__in=keys[1::3] if running else keys).update(**written, **done)
    if running:
        rows.filter(pk__in=keys[2::3]).update(**written)


def _change_for_the_hospitals(admin, today):
    hospitals = DutyTemplate.objects.current().filter(
        year=today.year, unit_kind=UnitKind.PUBLIC_HOSPITAL, duties__isnull=False
    )
    template = hospitals.first()
    if template is None:
        return
    writing.revise(
        template.pk, admin, why="按最新要求细化议事规则。",
        standard="重大事项党委会集体决定，每季度公开1次执行情况。",
    )  # fmt: skip
    issuing.issue(today.year, admin, tell=False)
