"""Draws a workbook of a layout family together with its truth."""

import random

from . import content, labels, phrases
from .design import drawn
from .files import saved
from .forms import CATEGORIES, chinese
from .layouts import FAMILIES
from .page import Page
from .phrases import filled
from .records import Rows, spoil
from .truth import Expected, Variant
from .words import Words

INSTRUCTIONS = [
    "填表说明：",
    "1.责任单位填写规范简称，不得填写内设科室；",
    "2.完成时限填写到日，长期坚持的填写“长期”；",
    "3.完成进度填写百分比；",
    "4.责任人填写姓名及职务，联系电话填写手机号码；",
    "5.本表由各单位填写后于每月25日前报送，逾期不候。",
]
CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩"
MARKED = [lambda n: CIRCLES[(n - 1) % 10], lambda n: f"({n})", lambda n: f"{n}."]


def variant(family, seed, generation=None):
    """The workbook of a seed, with the words and forms of a generation or of all that were developed against."""
    rng = random.Random(f"{family}/{generation}/{seed}")
    change, kinds = FAMILIES[family]
    kind = rng.choice(kinds)
    design = drawn(rng, Words(generation, rng), kind)
    change(design)
    if design.file != "xlsx":
        design.merged_down, design.hidden, design.header = set(), set(), "flat"
        if design.unit_style == "merged":
            design.unit_style = "blank"
    return (design.painter or Painter)(family, design).paint()


class Painter:
    def __init__(self, family, design):
        self.family, self.design, self.rng = family, design, design.rng
        self.words = design.words
        self.pages, self.records, self.messages = [], [], []
        self.used, self.units = set(), self.rng.sample(content.UNITS, 12)
        self.title = self.words.heading(self.rng, design.kind)
        self.rows = Rows(design, self.used)
        self.said_unknown = set()

    def paint(self):
        design = self.design
        for number in range(design.sheets):
            self._list_page(number)
        if design.file == "xlsx":
            self._beside()
        name = f"{self.title}.{'xlsx' if design.file == 'xlsx' else 'csv'}"
        return Variant(
            self.family,
            design.kind,
            saved(self.pages, design.file),
            name,
            self.records,
            self.messages,
            {heading.field: heading.label for heading in self.columns},
        )

    def _phrase(self, name, *facts):
        choices = self.words.of(getattr(phrases, name), name.lower())
        return filled(self.rng.choice(choices), *facts)

    # -- pages -----------------------------------------------------------------------------

    def _list_page(self, number):
        design, unit = self.design, self.units[number]
        category = list(CATEGORIES)[number % 3]
        page = Page(self._page_name(number, unit, category))
        page.at, page.left = design.offset
        self.pages.append(page)
        self.columns = labels.headings(design)
        if not design.no_title:
            self._above(page, unit, category)
        self._table(page, self._groups(unit, category), is_first=True)
        if design.tables == "stacked":
            page.at += self.rng.randint(1, 2)
            self.columns = labels.headings(design)
            page.across(self.words.heading(self.rng, design.kind), len(self.columns))
            self._table(page, self._groups(unit, category))
        elif design.tables == "side":
            page.at, page.left = (
                self.header_first,
                page.left + len(self.columns) + self.rng.randint(1, 2),
            )
            self._table(page, self._groups(unit, category))
            page.left, page.at = design.offset[1], page.height
        self._below(page)
        self._hide(page)

    def _page_name(self, number, unit, category):
        design = self.design
        if design.file != "xlsx":
            return ""
        if design.unit_style == "sheet":
            if not design.sheet_name:
                return unit["short_name"]
            return self._phrase("SHEET_NAMES", unit["short_name"], number + 1)
        if design.category_style == "sheet":
            return f"{CATEGORIES[category][0]}{self.rng.choice(['', '清单', '事项'])}"
        return self.rng.choice(["Sheet1", "汇总表", "清单", "2025年", "附件1", "sheet2"])

    def _above(self, page, unit, category):
        design, width = self.design, len(self.columns)
        if "annex" in design.top:
            page.line([self.rng.choice(["附件1", "附件2：", "附表"])])
        title = self.title
        if design.unit_style == "title":
            named = self.rng.choice([unit["short_name"], unit["name"]])
            title = self._phrase("UNIT_TITLES", named, title)
        if design.category_style == "title":
            title = f"2025年{CATEGORIES[category][0]}事项清单"
        if "title_in_the_middle" in design.quirks:
            page.line([None] * (width // 2) + [title])
        else:
            page.across(title, width, self.rng.random() < 0.8)
        if "instructions" in design.quirks:
            for text in INSTRUCTIONS:
                page.across(text, width, self.rng.random() < 0.5)
        short = unit["short_name"]
        lines = {
            "subtitle": f"（2025年{self.rng.randint(1, 12)}月{self.rng.randint(1, 28)}日）",
            "line": self._phrase("LINES", short),
            "demand": self._phrase("DEMANDS"),
            "measure": "单位：个、万元",
            "made_at": "导出时间：2025-01-05 10:30",
            "filter": "筛选条件：2025年 全部片区",
        }
        for name in design.top:
            if name == "line_cells":
                page.line(self._phrase("LINE_CELLS", short))
            elif name in lines:
                page.across(lines[name], width, self.rng.random() < 0.6)

    def _groups(self, unit, category):
        """[(unit, category, rows)]: what belongs together."""
        design, rng = self.design, self.rng
        if design.kind == "units":
            return [
                (u, None, self.rows.of_unit(u, None, 1))
                for u in rng.sample(content.UNITS, rng.randint(4, 9))
            ]
        alone = design.unit_style in ("line", "title", "sheet")
        if design.category_style.startswith("heading") or design.category_style == "merged":
            chosen = [
                (unit if alone else u, c)
                for c, u in zip(CATEGORIES, rng.sample(content.UNITS, 3), strict=False)
            ]
        else:
            units = [unit] if alone else rng.sample(content.UNITS, rng.randint(2, 5))
            one = category if design.category_style in ("sheet", "title") else None
            chosen = [(u, one) for u in units]
        most = 1 if design.unit_style == "everyone" else 4
        return [
            (
                u,
                c,
                self.rows.of_unit(
                    u, c, rng.randint(1 if not alone else 3, most if not alone else 7)
                ),
            )
            for u, c in chosen
        ]

    # -- tables ----------------------------------------------------------------------------

    def _table(self, page, groups, is_first=False):
        design = self.design
        self.header_first, header_last = self._header(page)
        if page.header_row is None:
            page.header_row = self.header_first
        self._unknown(page, header_last)
        self._under_header(page)
        serial = 0
        for number, (unit, category, rows) in enumerate(groups):
            self._heading(page, number, unit, category)
            if number and "header_for_each" in design.quirks:
                self._header(page)
            serial = self._group(page, number, rows, serial)
            if number < len(groups) - 1:
                self._between(page, serial)
        if design.total:
            self._total(page, serial, "合计")
        if design.prefilled:
            for extra in range(3):
                page.line([serial + 1 + extra])

    def _header(self, page):
        return labels.write(page, self.columns, self.design.header)

    def _unknown(self, page, header_last):
        for heading in self.columns:
            if heading.field.startswith("unknown") and heading.label not in self.said_unknown:
                self.said_unknown.add(heading.label)
                self.messages.append((page.name, self._number(page, header_last), "unknown_column"))

    def _under_header(self, page):
        design, width = self.design, len(self.columns)
        if design.under_header == "blank":
            page.at += 1
        elif design.under_header == "measures":
            marks = {
                "progress": "（%）",
                "deadline": "（年/月/日）",
                "phone": "（手机）",
                "people": "（姓名）",
                "title": "（一事一行）",
                "district": "（第几片区）",
            }
            page.line([marks.get(heading.field) for heading in self.columns])
        elif design.under_header == "numbers":
            form = self.rng.choice(self.words.of(phrases.NUMBERS, "numbers"))
            page.line([form(n + 1) for n in range(width)])
        elif design.under_header == "total":
            self._total(page, 20, "合计")
        elif design.under_header == "example":
            cells = {
                "title": "开展政策宣讲",
                "unit": "市税务局",
                "deadline": "2025年3月",
                "progress": "50%",
                "people": "张三",
                "category": "服务企业",
                "district": "第一片区",
            }
            mark = self._phrase("EXAMPLES")
            row = [cells.get(h.field, "示例内容") for h in self.columns]
            row[0] = mark
            page.line(row)

    def _heading(self, page, number, unit, category):
        design, width = self.design, len(self.columns)
        if design.unit_style == "heading" and "heading_in_two_cells" in design.quirks:
            page.line([f"（{chinese(number + 1)}）", unit["short_name"]])
        elif design.unit_style == "heading" and "named_heading" in design.quirks:
            page.across(f"{self.rng.choice(['单位', '责任单位'])}：{unit['short_name']}", width)
        elif design.unit_style == "heading":
            page.across(self._phrase("HEADINGS", chinese(number + 1), unit["short_name"]), width)
        elif design.category_style == "heading":
            page.across(
                self._phrase("HEADINGS", chinese(number + 1), CATEGORIES[category][0]), width
            )
        elif design.category_style == "heading_plain":
            page.line(
                [chinese(number + 1), CATEGORIES[category][0]]
                if self.rng.random() < 0.5
                else [self._phrase("HEADINGS", chinese(number + 1), CATEGORIES[category][0])]
            )

    def _group(self, page, number, rows, serial):
        design, start = self.design, page.at
        for position, row in enumerate(rows):
            if design.faults and self.rng.random() < 0.25:
                spoil(row, self.rng, design)
            serial += 1
            at = page.line(self._values(row, number, position, serial))
            self._expect(page, at, row)
            page.at += "double_spaced" in design.quirks
        end = page.at - 1
        self._merge(page, start, end, rows)
        return serial

    def _values(self, row, number, position, serial):
        design, cells = self.design, dict(row.cells)
        marks = {
            "number": serial, "text": f"{serial}、", "nested": f"{number + 1}.{position + 1}" if self.rng.random() < 0.5 else f"{number + 1}-{position + 1}",
            "chinese": [chinese(number + 1), f"（{chinese(position + 1)}）"][position > 0], "marked": MARKED[serial % 3](serial), "grouped": number + 1 if not position else None,
        }  # fmt: skip
        cells["serial"] = marks.get(design.serial)
        if "downwards" in design.quirks:
            cells["category"] = "\n".join(cells["category"])
        if position:
            if design.unit_style in ("blank", "merged", "everyone"):
                cells["unit"] = None if design.unit_style != "everyone" else cells["unit"]
            elif design.unit_style == "ditto":
                cells["unit"] = self.ditto
            if design.category_style == "merged":
                cells["category"] = None
            if "people" in design.merged_down and "people" in cells:
                cells["people"] = None
            if "deadline" in design.merged_down and "deadline" in cells:
                cells["deadline"] = None
        else:
            self.ditto = self._phrase("DITTO")
        for heading in self.columns:
            if heading.field.startswith("unknown"):
                cells[heading.field] = self.rng.choice([3, "12.5", "是"])
        return [cells.get(heading.field) for heading in self.columns]

    def _merge(self, page, start, end, rows):
        design = self.design
        for number, heading in enumerate(self.columns):
            column = page.left + number
            is_unit = design.unit_style == "merged" and heading.field == "unit"
            is_serial = design.serial == "grouped" and heading.field == "serial"
            is_category = design.category_style == "merged" and heading.field == "category"
            if is_unit or is_serial or is_category:
                page.merge(start, column, end, column)
            elif heading.field in design.merged_down:
                page.merge(start, column, end, column)
                for expected in self.records[-len(rows) :]:
                    expected.fields[heading.field] = rows[0].means[heading.field]

    def _between(self, page, serial):
        design = self.design
        way = self.rng.choice(sorted(design.between)) if design.between else None
        if way == "blank":
            page.at += 1
        elif way == "subtotal":
            self._total(page, serial, self._phrase("SUBTOTALS"))
        elif way == "note":
            page.across(
                self.rng.choice(["注：以下为新增事项", "备注：以下事项由区县配合"]),
                len(self.columns),
            )
        elif way in ("header", "page", "continued"):
            if way != "header":
                page.at += 1
                page.across(
                    self.title + ("（续表）" if way == "continued" else ""), len(self.columns)
                )
            self._header(page)

    def _total(self, page, serial, word):
        row = [word] + [None] * (len(self.columns) - 1)
        row[min(2, len(row) - 1)] = f"{serial}项"
        if "total_in_unit" in self.design.quirks:
            at = [heading.field for heading in self.columns].index("unit")
            row = [word if n == at else None for n in range(len(row))]
        page.line(row)

    # -- truth -----------------------------------------------------------------------------

    def _number(self, page, row):
        return row + 1 - (page.header_row if self.design.file != "xlsx" else 0)

    def _expect(self, page, row, data):
        number = self._number(page, row)
        self.records.append(Expected(page.name, number, dict(data.means)))
        self.messages += [(page.name, number, code) for code in data.codes]

    # -- what stands around ----------------------------------------------------------------

    def _below(self, page):
        design, width = self.design, len(self.columns)
        if self.rng.random() < 0.3 and design.bottom:
            page.at += 1
        for name in design.bottom:
            if name == "note":
                page.across(self._phrase("NOTES"), width, self.rng.random() < 0.6)
            elif name == "notes":
                page.line([self.rng.choice(["注：", "备注：1.各单位据实填写。", "说明："])])
                page.line(["1.本表由各单位机关党委填报。"])
                page.line(["2.请于每月底前报市直机关工委办公室。"])
            elif name == "signed":
                page.across(self._phrase("SIGNED"), width, self.rng.random() < 0.5)
            elif name == "signed_cells":
                page.line(
                    ["填表人：", "钱某甲", "审核人：", "孙某乙", "联系电话：", "0870-2120000"][
                        : max(4, min(6, width))
                    ]
                )
            elif name == "page":
                page.line([f"第1页，共{self.rng.randint(1, 3)}页"])
            elif name == "plain":
                page.across("以上清单经党组会研究同意。", width, True)

    def _hide(self, page):
        if "rows" in self.design.hidden:
            page.hidden_rows |= {
                expected.row - 1 for expected in self.records[::2] if expected.sheet == page.name
            }
        if "columns" in self.design.hidden:
            page.hidden_columns.add(page.left + len(self.columns) - 1)

    def _beside(self):
        makers = {
            "cover": ("封面", [["昭通市市直机关"], [None], [self.title], ["2025年1月"]], False),
            "help": ("填表说明", [["一、责任单位填全称。"], ["二、完成时限填到月。"], ["三、进度填百分数。"]], False),
            "choices_hidden": ("数据源", [["单位", "服务事项类别"], ["市税务局", "服务企业"], ["市财政局", "服务群众"]], True),
            "choices": (self.rng.choice(["下拉选项", "参数", "字典", "选项"]), [["类别"], ["服务基层"], ["服务群众"], ["服务企业"]], False),
            "copy_hidden": ("旧", self.pages[0].rows(), True),
            "empty": ("Sheet3", [], False),
        }  # fmt: skip
        for name in self.design.beside:
            label, rows, is_hidden = makers[name]
            page = Page(label, is_hidden=is_hidden)
            for number, row in enumerate(rows):
                page.line(row, number)
            self.pages.insert(0 if name == "cover" else len(self.pages), page)
