"""The fifth generation of layouts, held out until its blind figure was taken; each is drawn by a painter of its own."""

from . import fresh_layouts, second_layouts, third_layouts  # noqa: F401 - their families come first
from .content import UNITS
from .design import UNIT_KINDS
from .forms import CATEGORIES, chinese
from .labels import Heading
from .layouts import FAMILIES, owned, without
from .page import Page
from .paint import Painter

HELD = {}


def family(painter, *kinds):
    def keep(change):
        def prepared(design):
            design.painter = painter
            change(design)

        HELD[change.__name__] = FAMILIES[change.__name__] = (prepared, kinds or UNIT_KINDS)
        return change

    return keep


def every_row_names_its_unit(design):
    if design.unit_style != "lead":
        design.unit_style = "every"


class CountedBlocks(Painter):
    """A row for each unit with its number and how many items it has, a subtotal below its items."""

    def _heading(self, page, number, unit, category): ...

    def _group(self, page, number, rows, serial):
        name, count, width = rows[0].unit["short_name"], len(rows), len(self.columns)
        head = self.rng.choice(["cells", "counted", "one"])
        if head == "cells":
            at = page.line([chinese(number + 1), f"{name}（{count}项）"])
            page.merge(at, page.left + 1, at, page.left + width - 1)
        elif head == "counted":
            page.line([chinese(number + 1), name] + [None] * (width - 3) + [f"{count}项"])
        else:
            page.across(f"{chinese(number + 1)}、{name}（{count}项）", width)
        super()._group(page, number, rows, 0)
        self._total(page, count, self.rng.choice(["小计", f"{name}小计", f"{name}合计"]))
        return serial + count


@family(CountedBlocks)
def units_numbered_and_counted_with_a_subtotal(design):
    owned(design, "heading")
    design.serial, design.total = "number", True


class Summary(Painter):
    """附件1, a title over two lines, a table of sums, then the list."""

    def _above(self, page, unit, category):
        page.line(["附件1"])
        page.across("昭通市市直机关", len(self.columns))
        page.across(self.title, len(self.columns))

    def _table(self, page, groups, is_first=False):
        sums = ["服务基层", "服务群众", "服务企业"]
        if self.design.kind != "service_item" or self.rng.random() < 0.4:
            sums = ["已完成", "推进中", "未启动"]
        page.across("一、总体情况", len(self.columns), False)
        page.line(["单位", "总数", *sums])
        for unit, _, rows in groups:
            page.line([unit["short_name"], len(rows), len(rows) - 1, 1, 0])
        page.line(["合计", sum(len(rows) for _, _, rows in groups), len(groups), 2, 0])
        page.at += self.rng.randint(0, 1)
        page.across("二、具体清单", len(self.columns), False)
        super()._table(page, groups, is_first)


@family(Summary)
def a_title_of_two_lines_and_a_summary_above_the_list(design):
    every_row_names_its_unit(design)


TOPS = {
    "unit": "责任主体", "co_units": "责任主体", "people": "责任主体", "phone": "责任主体", "branch": "责任主体",
    "title": "任务内容", "category": "任务内容", "measures": "任务内容", "target": "任务内容", "requirements": "任务内容",
    "deadline": "推进落实", "progress": "推进落实", "progress_text": "推进落实",
}  # fmt: skip


class Levels(Painter):
    """A header of three levels: themes, groups, labels; a label without a group is merged down."""

    def _header(self, page):
        first, found = page.at, self.columns
        tops = [TOPS.get(heading.field) for heading in found]
        groups = [heading.group for heading in found]
        rows = [[None] * len(found) for _ in range(3)]
        for n, heading in enumerate(found):
            new_top = tops[n] and (not n or tops[n - 1] != tops[n])
            new_group = groups[n] and (not n or groups[n - 1] != groups[n])
            level = 2 if groups[n] else 1 if tops[n] else 0
            rows[level][n] = heading.label
            if new_group:
                rows[1][n] = groups[n]
                self._over(page, first + 1, n, groups)
            if new_top:
                rows[0][n] = tops[n]
                self._over(page, first, n, tops)
            page.merge(first + level, page.left + n, first + 2, page.left + n)
        for row in rows:
            page.line(row)
        return first, first + 2

    def _over(self, page, row, start, names):
        end = start
        while end + 1 < len(names) and names[end + 1] == names[start]:
            end += 1
        page.merge(row, page.left + start, row, page.left + end)


@family(Levels, "service_item", "led_project", "key_task")
def a_header_of_three_levels(design):
    design.header = "staff"
    without(design, "phone", "people")
    design.fields.insert(design.fields.index("unit") + 1, "people")
    design.fields.insert(design.fields.index("people") + 1, "phone")
    without(design, "co_units")
    design.unit_style = design.unit_style if design.unit_style != "lead" else "every"


class CategoriesDown(Painter):
    """The category, with its count, down the first column over the merged cells of several units."""

    def _groups(self, unit, category):
        found = []
        for category, names in CATEGORIES.items():
            units = self.rng.sample(UNITS, self.rng.randint(1, 3))
            groups = [
                (u, category, self.rows.of_unit(u, category, self.rng.randint(1, 3))) for u in units
            ]
            rows = [row for *_, rows in groups for row in rows]
            for row in rows:
                row.cells["category"], row.category_is_first = None, False
            form = self.rng.choice(["{0}", "{0}（{1}项）", "{2}\n（{1}项）", "{0}\n（{1}件）"])
            rows[0].cells["category"] = form.format(names[0], len(rows), "\n".join(names[0]))
            rows[0].category_is_first = True
            self.last = {*getattr(self, "last", ()), id(rows[-1])}
            found += groups
        return found

    def _group(self, page, number, rows, serial):
        if rows[0].category_is_first:
            self.began = page.at
        serial = super()._group(page, number, rows, serial)
        if id(rows[-1]) in self.last:
            page.merge(self.began, page.left, page.at - 1, page.left)
            if self.design.total:
                self._total(page, serial, "小计")
        return serial


@family(CategoriesDown, "service_item")
def categories_down_the_first_column_over_merged_units(design):
    without(design, "category", "co_units")
    design.fields.remove("unit")
    design.fields = ["category", "unit", *design.fields]
    design.category_style, design.unit_style, design.serial = "down", "merged", "none"


class NotedRows(Painter):
    """Remarks between the items, a subtotal of each unit in its column, a footer of names."""

    def _group(self, page, number, rows, serial):
        for row in rows:
            serial = super()._group(page, number, [row], serial)
            if self.rng.random() < 0.3:
                text = self.rng.choice(
                    [
                        "注：该项与上一项合并推进。",
                        "（以下为第二批事项）",
                        "说明：以上事项已报市委办备案。",
                        "※以下事项由业务科室承办",
                    ]
                )
                page.across(text, len(self.columns), self.rng.random() < 0.7)
        at = [heading.field for heading in self.columns].index("unit")
        values = [None] * len(self.columns)
        values[at] = f"{rows[0].unit['short_name']}小计"
        values[(at + 1) % len(values)] = f"{len(rows)}项"
        page.line(values)
        return serial


@family(NotedRows)
def remarks_between_items_and_a_subtotal_of_each_unit(design):
    every_row_names_its_unit(design)
    design.bottom += ["signed_cells"]


class CategorySheets(Painter):
    """A sheet that explains the columns, then a numbered sheet for each category."""

    def _page_name(self, number, unit, category):
        name = CATEGORIES[category][0]
        return self.rng.choice(
            [f"{chinese(number + 1)}、{name}", f"{number + 1}.{name}", f"附表{number + 1}-{name}", f"{name}（5项）"]
        )  # fmt: skip

    def _beside(self):
        page = Page(self.rng.choice(["说明", "填报说明", "0.说明"]))
        page.line(["填报说明"])
        asked = [
            ("责任单位", "填写规范简称"),
            ("服务事项", "一事一行"),
            ("完成时限", "填写到日"),
            ("完成进度", "填写百分比"),
        ]
        if self.rng.random() < 0.5:
            page.line(["序号", "栏目", "填写要求"])
            for number, (name, text) in enumerate(asked):
                page.line([number + 1, name, text])
        else:
            for name, text in asked:
                page.line([name, text])
        self.pages.insert(0, page)


@family(CategorySheets, "service_item")
def an_explaining_sheet_and_a_sheet_for_each_category(design):
    design.category_style, design.sheets = "sheet", 3
    without(design, "category")
    every_row_names_its_unit(design)


class PagesAsSheets(Painter):
    """A printed page on each sheet: the serial goes on, the title says so, the foot has its number."""

    before = 0

    def _page_name(self, number, unit, category):
        return f"第{number + 1}页"

    def _table(self, page, groups, is_first=False):
        if len(self.pages) == 1:
            self.first_columns = self.columns
        self.columns = self.first_columns
        super()._table(page, groups, is_first)
        self.before += sum(len(rows) for *_, rows in groups)

    def _above(self, page, unit, category):
        more = "（续表）" if len(self.pages) > 1 else ""
        page.across(self.title + more, len(self.columns))

    def _group(self, page, number, rows, serial):
        return super()._group(page, number, rows, serial + self.before) - self.before

    def _below(self, page):
        number = len(self.pages)
        feet = [f"— {number} —", f"第 {number} 页 共 {self.design.sheets} 页"]
        page.across(self.rng.choice(feet), len(self.columns), self.rng.random() < 0.5)
        if number < self.design.sheets:
            page.line([None] * (len(self.columns) - 1) + ["（接下页）"])
        else:
            super()._below(page)


@family(PagesAsSheets)
def each_printed_page_on_a_sheet_of_its_own(design):
    design.sheets = design.rng.randint(2, 3)
    every_row_names_its_unit(design)
    design.between.add("subtotal")


class Helpers(Painter):
    """Hidden columns that formulas use at both ends, and a hidden row of codes above the header."""

    def _table(self, page, groups, is_first=False):
        names = self.rng.sample(["辅助列", "校验码", "匹配用", "拼接"], 2)
        self.columns.insert(0, Heading("unknown_left", names[0]))
        self.columns.append(Heading("unknown_right", names[1]))
        page.hidden_columns |= {page.left, page.left + len(self.columns) - 1}
        page.hidden_rows.add(page.line([f"F{n + 1:02d}" for n in range(len(self.columns))]))
        super()._table(page, groups, is_first)

    def _values(self, row, number, position, serial):
        values = super()._values(row, number, position, serial)
        values[0] = f"{row.unit['code']}-{serial}"
        values[-1] = f"{row.unit['short_name']}{serial}"
        return values


@family(Helpers)
def hidden_columns_of_helpers_and_a_hidden_row_of_codes(design):
    design.total = False
