"""Lists put together at random from what offices do: other words, other layouts, the same content.

SOAK=50 (`make soak`) makes it two thousand workbooks; the number of a failing one is its seed.
"""

import calendar
import io
import os
import random
from datetime import date

import openpyxl
import pytest

from zhaotong_portal.excel import parse_workbook

from .conftest import UNITS, NameDirectory

WORKBOOKS = int(os.environ.get("SOAK", "0")) * 40 or 60
YEAR = 2025
WORDS = {
    "serial": ["序号", "编号", "项次", "No."],
    "unit": [
        "单位",
        "单位名称",
        "责任单位",
        "责任部门",
        "承办单位",
        "实施单位",
        "责任单位（盖章）",
        "责 任 单 位",
        "牵头单位",
    ],
    "category": ["服务类别", "类别", "清单类别", "服务\n类别", "类型"],
    "people": ["责任人", "负责人", "责任人及联系方式", "具体负责人", "责任人\n（联系电话）"],
    "deadline": [
        "完成时限",
        "办结时间",
        "时间节点",
        "完成时间",
        "时限要求",
        "计划完成时间",
        "截止时间",
        "办结时限",
        "完成时限（年月）",
    ],
    "progress": [
        "完成进度",
        "进度",
        "目前进度",
        "完成率",
        "完成比例",
        "当前进度（%）",
        "进展情况",
        "完成情况",
    ],
    "measures": ["措施", "举措", "具体措施", "工作举措", "推进措施", "主要做法"],
    "notes": ["备注", "说明", "其他"],
    "title": {
        "service_item": [
            "事项",
            "服务事项",
            "服务内容",
            "服务项目",
            "具体服务事项",
            "工作事项",
            "事项名称",
        ],
        "key_task": ["重点任务", "工作任务", "任务", "重点任务名称", "重点工作任务", "任务内容"],
        "led_project": ["项目名称", "项目", "领办项目", "领办项目名称"],
        "finding": ["问题", "存在问题", "发现问题", "问题描述", "存在的主要问题", "具体问题"],
    },
}
FINDING_DEADLINES = ["整改时限", "整改期限", "整改完成时限", "整改完成时间"]
TITLES = {
    "service_item": ["2025年市直机关“三服务”清单", "2025年三服务清单汇总表"],
    "key_task": ["2025年基层党建重点任务清单", "2025年党建重点任务分解表"],
    "led_project": ["2025年“书记领办”项目清单", "2025年市直机关书记领办项目汇总表"],
    "finding": ["党建工作督查发现问题整改台账（2025年）", "2025年问题整改清单"],
}
CATEGORIES = {
    "grassroots": ["服务基层", "基层"],
    "public": ["服务群众", "群众"],
    "enterprise": ["服务企业", "企业", "企业类"],
}
NOTES = [
    "注：1.本表于每月25日前报送。",
    "填表人：钱某甲        联系电话：0870-0000000",
    "说明：完成时限请填到月。",
    "备注：本表一式两份",
    "审核人：孙某乙",
]
PLACES = ["昭阳区", "鲁甸县", "巧家县", "镇雄县", "彝良县", "威信县"]
DOINGS = [
    "指导{}党组织建设",
    "为{}群众代办事项",
    "协调{}企业用工",
    "开展{}政策宣讲",
    "推动{}老旧小区改造",
    "组织{}专家现场指导",
    "“一站式”服务{}项目",
    "解决{}饮水安全问题",
]


def a_deadline(rng):
    m, d = rng.randint(1, 12), rng.randint(1, 28)
    last, day = date(YEAR, m, calendar.monthrange(YEAR, m)[1]), date(YEAR, m, d)
    chinese = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"][m - 1]
    quarter = (m - 1) // 3 + 1
    return rng.choice(
        [
            (f"{YEAR}年{m}月底前", last, "date"), (f"{YEAR}.{m:02}", last, "date"), (f"{m}月{d}日", day, "date"), (day, day, "date"), (f"{YEAR}/{m}/{d}", day, "date"),
            ((day - date(1899, 12, 30)).days, day, "date"), (f"{chinese}月底", last, "date"), (f"二〇二五年{chinese}月", last, "date"), (f"{m}月中旬", date(YEAR, m, 20), "date"),
            (f"{'一二三四'[quarter - 1]}季度", date(YEAR, quarter * 3, calendar.monthrange(YEAR, quarter * 3)[1]), "date"), (f"1月至{m}月", last, "date"),
            ("上半年", date(YEAR, 6, 30), "date"), ("年底前", date(YEAR, 12, 31), "date"), ("长期坚持", None, "ongoing"), ("每月", None, "monthly"), ("每季度末", None, "quarterly"),
            (None, None, "none"), ("—", None, "none"),
        ]
    )  # fmt: skip


def a_percent(rng):
    n = rng.choice([5, 10, 25, 50, 75, 90])
    return rng.choice(
        [
            (f"{n}%", n),
            (n, n),
            (f"{n}", n),
            (n / 100, n),
            (f"约{n}%", n),
            (f"完成{n}%", n),
            ("已完成", 100),
            ("未启动", 0),
            ("有序推进", None),
            (None, None),
        ]
    )


class GeneratedList:
    """One list: its rows, merged ranges and what must come out."""

    def __init__(self, seed):
        self.rng = rng = random.Random(seed)
        self.kind = rng.choice(list(TITLES))
        self.sheet_name = rng.choice(["Sheet1", "汇总", "清单", "2025年"])
        self.rows, self.merges, self.expected = [], [], []
        self.units = list(UNITS_BY_NAME.values())
        self.unit_style = rng.choice(["every", "blank", "merged", "sheet", "line", "heading"])
        fields = ["title", "deadline", "people", "measures"] + (
            ["progress"] if self.kind != "finding" else []
        )
        fields += ["category"] if self.kind == "service_item" else []
        fields += ["notes"] if rng.random() < 0.5 else []
        rng.shuffle(fields)
        if self.unit_style in ("every", "blank", "merged"):
            fields.insert(rng.randint(0, 1), "unit")
        self.fields = (
            ["serial"] if rng.random() < 0.7 or self.unit_style == "heading" else []
        ) + fields

    def word(self, field):
        words = WORDS[field]
        if field == "title":
            words = words[self.kind]
        if field == "deadline" and self.kind == "finding":
            words = words + FINDING_DEADLINES
        if field == "people" and self.kind == "led_project":
            words = ["领办书记", "领办人", "领办书记姓名"]
        return self.rng.choice(words)

    def add(self, cells, merged=False):
        self.rows.append(cells)
        if merged:
            self.merges.append((len(self.rows), 1, len(self.rows), len(self.fields)))

    def build(self):
        rng = self.rng
        self.add([rng.choice(TITLES[self.kind])], merged=True)
        owner = rng.choice(self.units)
        if self.unit_style == "line":
            self.add(
                [f"填报单位：{owner['short_name']}（盖章）        填报日期：2025年1月5日"],
                merged=rng.random() < 0.5,
            )
        if self.unit_style == "sheet":
            self.sheet_name = rng.choice([owner["short_name"], owner["name"][:31]])
        if rng.random() < 0.3:
            self.add([])
        self._header()
        used, serial = set(), 0
        chosen = (
            [owner]
            if self.unit_style in ("line", "sheet")
            else rng.sample(self.units, rng.randint(2, 6))
        )
        for number, unit in enumerate(chosen):
            if self.unit_style == "heading":
                self.add([f"{'一二三四五六'[number]}、{unit['short_name']}"], merged=True)
            start = len(self.rows) + 1
            for position in range(rng.randint(1, 4)):
                serial += 1
                self._record(unit, serial, position == 0, used)
            self._merge_unit(start)
            if rng.random() < 0.15 and self.unit_style != "heading":
                self.add(["小计", None, f"{serial}项"])
            elif rng.random() < 0.1 and self.unit_style != "heading":
                self.rows.append(list(self.head))
        for note in rng.sample(NOTES, rng.randint(0, 3)):
            self.add([note], merged=rng.random() < 0.5)
        return self._saved()

    def _header(self):
        self.head = [self.word(field) for field in self.fields]
        grouped = [f for f in ("progress", "deadline") if f in self.fields]
        at = sorted(self.fields.index(f) for f in grouped)
        if self.rng.random() < 0.3 and len(at) == 2 and at[1] == at[0] + 1:
            top = list(self.head)
            top[at[0]], top[at[1]] = "工作推进", None
            self.rows += [top, [self.head[c] if c in at else None for c in range(len(self.head))]]
            row = len(self.rows) - 1
            self.merges.append((row, at[0] + 1, row, at[1] + 1))
            self.merges += [
                (row, c + 1, row + 1, c + 1) for c in range(len(self.head)) if c not in at
            ]
        else:
            self.rows.append(list(self.head))

    def _record(self, unit, serial, is_first, used):
        rng = self.rng
        title = rng.choice(DOINGS).format(rng.choice(PLACES))
        while (unit["name"], title) in used:
            title += "（续）"
        used.add((unit["name"], title))
        written, day, kind = a_deadline(rng)
        shown, percent = a_percent(rng)
        category = rng.choice(list(CATEGORIES))
        names = [
            rng.choice("赵钱孙李") + rng.choice(["某甲", "某乙"]) for _ in range(rng.randint(1, 2))
        ]
        spelt = rng.choice(
            [unit["name"], unit["short_name"], *filter(None, unit["aliases"].split(";"))]
        )
        cells = {
            "serial": serial,
            "unit": spelt if is_first or self.unit_style == "every" else None,
            "category": rng.choice(CATEGORIES[category]),
            "title": title if rng.random() < 0.8 else title[:3] + "\n" + title[3:],
            "people": rng.choice(["、", "，", "\n"]).join(
                n + rng.choice(["", "（局长）", "(0870-0000000)"]) for n in names
            ),
            "deadline": written,
            "progress": shown,
            "measures": "1.建台账；\n2.按月调度。",
            "notes": rng.choice([None, "无"]),
        }
        self.rows.append([cells[field] for field in self.fields])
        self.expected.append(
            (
                len(self.rows), unit["name"], category if self.kind == "service_item" else None, title, day, kind,
                percent if "progress" in self.fields else None, names,
            )
        )  # fmt: skip

    def _merge_unit(self, start):
        if self.unit_style == "merged" and len(self.rows) > start:
            column = self.fields.index("unit") + 1
            self.merges.append((start, column, len(self.rows), column))

    def _saved(self):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = self.sheet_name
        for r, row in enumerate(self.rows, 1):
            for c, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(r, c, value)
        for first_row, first, last_row, last in self.merges:
            sheet.merge_cells(
                start_row=first_row, start_column=first, end_row=last_row, end_column=last
            )
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def _units():
    import csv

    with UNITS.open(encoding="utf-8") as lines:
        return {row["name"]: row for row in csv.DictReader(lines)}


UNITS_BY_NAME = _units()
DIRECTORY = NameDirectory.from_csv(UNITS)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(WORKBOOKS))
def test_a_list_in_another_layout_says_the_same(seed):
    made = GeneratedList(seed)
    parsed = parse_workbook(made.build(), "清单.xlsx", DIRECTORY)
    found = [
        (
            r.row,
            r.unit and r.unit.name,
            r.category,
            r.title,
            r.deadline,
            r.deadline_kind,
            r.progress,
            list(r.people),
        )
        for r in parsed.records
    ]
    assert (parsed.kind, parsed.year) == (made.kind, YEAR)
    assert found == made.expected
    assert [m for m in parsed.messages if m.code != "past_year"] == []
