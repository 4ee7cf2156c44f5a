"""The article's cases: projects of five units with numbers of their own (features.md §11 rows 46–50).

They are business figures, set apart from the party's (`is_case`) and added to nothing.
"""

from datetime import date

from tasks.models import NumericResult, Theme, WorkItem
from units.registers.entering import store_many

SOURCE = "《乌蒙大地党旗红 市直机关勇争先》"
# unit's code: (year of the project, its title, measures, [(result, value, measure, as of, as written)])
CASES = {
    "ZT039": (2024, "昭通苹果产业高质量发展项目", "组建先锋服务队，建立“园主派驻”制度。", (
        ("先锋服务队队员", 20, "人", date(2024, 12, 31), ""),
        ("选派“红色园主”", 27, "名", date(2024, 12, 31), ""),
    )),
    "ZT029": (2024, "光伏高透基材项目要素保障", "组建先锋服务队，协调水、电、路、气等要素保障。", (
        ("项目总投资", 110, "亿元", date(2024, 6, 30), ""),
        ("从总包进场到投产", 14, "个月", date(2024, 6, 30), ""),
        ("千亿元级产业集群目标", 3, "个", date(2025, 12, 31), ""),
    )),
    "ZT028": (2025, "以工代赈项目高质量发展", "组建先锋服务队，推行“培训+上岗”。", (
        ("参与组织服务群众的党员干部", 506, "名", date(2025, 12, 31), ""),
    )),
    "ZT047": (2025, "劳动力转移就业四维联动服务", "平台集岗、直播带岗、招聘荐岗、短信推岗。", (
        ("“直播带岗”等线上推介活动", 226, "场", date(2025, 11, 30), ""),
        ("线上推介就业岗位", "45.03", "万个", date(2025, 11, 30), ""),
        ("招聘会", 930, "场次", date(2025, 11, 30), ""),
        ("招聘会提供就业岗位", "92.79", "万个", date(2025, 11, 30), ""),
        ("有组织输出劳动力", "44.98", "万人", date(2025, 12, 31), ""),
        ("每年外出务工", 260, "万人", date(2025, 12, 31), ""),
    )),
    "ZT048": (2025, "“家门口”的好医院建设", "党建带头人和学术带头人“双带头人”培育。", (
        ("全省布局的省级区域医疗中心", 4, "个", date(2025, 12, 31), ""),
        ("班子成员挂帅的医疗中心", 5, "个", date(2025, 12, 31), ""),
        ("引进新技术、新项目", 180, "项", date(2025, 12, 31), "原文为“180余项”，自2022年7月起"),
        ("返昭治疗的重症患者", 6000, "名", date(2025, 12, 31), "原文为“6000余名”，自2022年7月起"),
    )),
}  # fmt: skip


# The themes that the article names with them (fixtures/themes.csv).
THEMES = {"ZT039": "产城人", "ZT029": "六大强市", "ZT028": "产城人", "ZT047": "双十条"}


def projects_of(year):
    """{unit's code: (title, measures)} of the cases whose project belongs to this year."""
    return {code: row[1:3] for code, row in CASES.items() if row[0] == year}


def create_results(units):
    """After the items are there. A unit or a year that the demonstration lacks has no case."""
    rows = []
    for unit in units:
        if unit.code not in CASES:
            continue
        year, title, _, results = CASES[unit.code]
        item = WorkItem.objects.filter(unit=unit, year=year, title=title).first()
        if item is None:
            continue
        item.themes.set(Theme.objects.filter(name=THEMES.get(unit.code, "")))
        rows += [
            NumericResult(
                unit=unit, item=item, name=name, value=value, measure=measure, as_of=as_of,
                source=SOURCE, is_case=True, note=note,
            )
            for name, value, measure, as_of, note in results
        ]  # fmt: skip
    store_many(rows)
