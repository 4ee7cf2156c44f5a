"""The rows of a list: what stands in each cell, and what it means."""

from dataclasses import dataclass, field

from . import content
from .forms import CATEGORIES, DATES, EVERYONE, FLAGS, PEOPLE, PERCENTS, SEVERAL, YEAR, spellings


@dataclass
class Row:
    """`cells` as written, by field; `means` by field of the truth; `codes` are the messages due."""

    unit: dict
    category: str | None
    cells: dict
    means: dict
    codes: list = field(default_factory=list)
    is_first: bool = True  # of its unit
    category_is_first: bool = True


class Rows:
    """Draws the rows of one table."""

    def __init__(self, design, used):
        self.design, self.rng, self.words, self.used = design, design.rng, design.words, used

    def of_unit(self, unit, category, count):
        rows = []
        for position in range(count):
            own = category or self.rng.choice(list(CATEGORIES))
            row = self._row(unit, own)
            row.is_first = position == 0
            rows.append(row)
        return rows

    def _row(self, unit, category):
        kind, rng, design = self.design.kind, self.rng, self.design
        cells, means = {}, {}
        title = (
            content.a_title(rng, kind, self.used)
            if kind not in ("units", "people")
            else unit["name"]
        )
        if kind == "people":
            title = content.a_name(rng) + rng.choice("子之文武")
            while title in self.used:
                title = content.a_name(rng) + rng.choice("一二三四五六七八")
            self.used.add(title)
        cells["title"], means["title"] = content.untidy(rng, title, design.tidy), title
        for name in design.fields:
            if name not in ("title", "unit", "co_units", "category"):
                cells[name], means[name] = self._cell(name, unit)
        row = Row(unit, category, cells, means)
        self._unit(row)
        if kind == "service_item":
            row.means["category"] = category
            cells["category"] = rng.choice(self.words.of(CATEGORIES, "categories")[category])
        if kind == "progress":  # a report names nobody
            means.pop("people", None)
        return row

    def _cell(self, name, unit):
        """(as written, what it means)"""
        rng, of = self.rng, self.words.of
        if name == "deadline":
            due = rng.choice(of(DATES, "dates"))(rng.randint(1, 12), rng.randint(2, 28))
            return due.written, (due.day and due.day.isoformat(), due.kind)
        if name == "progress":
            return rng.choice(of(PERCENTS, "percents"))(
                rng.choice([5, 10, 25, 35, 50, 60, 75, 80, 90, 99])
            )
        if name == "people":
            return rng.choice(of(PEOPLE, "people"))(content.a_name(rng), content.a_name(rng) + "二")
        if name == "closed":
            return rng.choice(of(FLAGS, "flags"))
        if name == "month":
            return "9月", None
        if name == "start":
            return rng.choice(["1月", "2025年1月", "2025.2"]), None
        if name == "post" and self.design.kind != "people":
            return rng.choice(content.POSTS), None
        text = self._text(name, unit)
        if name == "role":
            return text, [text]
        if name == "aliases":
            return text, [alias for alias in text.split("、") if alias]
        return content.untidy(rng, text, self.design.tidy), text or ""

    def _text(self, name, unit):
        rng, kind = self.rng, self.design.kind
        if kind == "units":
            plain = {
                "short_name": unit["short_name"],
                "aliases": unit["aliases"].replace(";", "、"),
                "code": unit["code"],
            }
            if name in plain:
                return plain[name]
        pools = {
            "measures": content.MEASURES, "requirements": content.REQUIREMENTS, "target": content.TARGETS,
            "progress_text": content.TEXTS, "result": content.TEXTS, "next_steps": content.NEXT,
            "difficulty": content.DIFFICULTIES, "notes": content.NOTES, "beneficiary": content.BENEFICIARIES,
            "source": content.SOURCES, "unit_kind": content.KINDS_OF_UNITS, "district": content.DISTRICTS,
            "post": content.POSTS, "role": content.ROLES, "branch": ["机关第一党支部", "机关党支部", "离退休党支部"],
            "phone": ["0870-2120001", "13888880000", "2120002"], "contact": ["赵某", "钱某"],
        }  # fmt: skip
        if name == "username":
            return f"user{rng.randint(1000, 99999)}"
        if name == "email":
            return f"a{rng.randint(100, 999)}@example.cn"
        return rng.choice(pools[name])

    def _unit(self, row):
        """What the unit's cell says, and which units are meant."""
        if self.design.kind == "units":
            return
        rng, style, unit = self.rng, self.design.unit_style, row.unit
        row.means["unit"], row.means["co_units"] = unit["name"], []
        row.cells["unit"] = self._spelt(unit) if style == "every" else unit["short_name"]
        others = rng.sample([u for u in content.UNITS if u is not unit], 2)[: rng.randint(0, 2)]
        if style in ("several", "lead", "roles") or "co_units" in self.design.fields:
            row.means["co_units"] = [u["name"] for u in others]
        short = [u["short_name"] for u in others]
        if style == "several":
            row.cells["unit"] = rng.choice(self.words.of(SEVERAL, "several")).join(
                [unit["short_name"], *short]
            )
        elif style == "roles":
            form = rng.choice(self.words.of(ROLES_IN_A_CELL, "roles"))
            row.cells["unit"] = form(unit["short_name"], short) if others else unit["short_name"]
        elif style == "everyone" and rng.random() < 0.5:
            row.cells["unit"] = rng.choice(self.words.of(EVERYONE, "everyone"))
            row.means["unit"], row.means["co_units"] = None, ["*"]
        row.cells["co_units"] = rng.choice(SEVERAL[:5]).join(short)

    def _spelt(self, unit):
        form = self.rng.choice(self.words.of(SPELT, "spellings"))
        return form(unit["short_name"], unit["name"]) if form else self.rng.choice(spellings(unit))


SPELT = (None,)  # as `spellings` has them
ROLES_IN_A_CELL = [
    lambda a, b: f"牵头单位：{a}\n配合单位：{'、'.join(b)}",
    lambda a, b: f"{a}牵头，{'、'.join(b)}配合",
    lambda a, b: f"牵头：{a}；配合：{'、'.join(b)}",
    lambda a, b: f"{a}（牵头）、{'、'.join(b)}",
    lambda a, b: f"主办：{a}\n协办：{'、'.join(b)}",
    lambda a, b: f"{a}、{'、'.join(b)}等",
]


def spoil(row, rng, design):
    """Breaks one cell as people do; the message that is due goes into `codes`."""
    ways = ["missing_title"]
    if design.unit_style == "every" and "unit" in design.fields:
        ways.append("unknown_unit")
    if "deadline" in row.cells:
        ways += ["bad_date", "past_year"]
    if "progress" in row.cells and design.kind != "finding":
        ways.append("bad_percent")
    if (
        design.kind == "service_item"
        and "category" in design.fields
        and design.category_style == "every"
    ):
        ways.append("bad_category")
    code = rng.choice(ways)
    of = design.words.of
    if code == "missing_title":
        row.cells["title"], row.means["title"] = None, None
    elif code == "unknown_unit":
        row.cells["unit"] = rng.choice(
            of(
                ["市不存在局", "某某公司", "县税务局", "市火星开发办公室", "XX单位", "昭通市张三"],
                "unknown_units",
            )
        )
        row.means["unit"], row.means["co_units"] = None, []
    elif code == "bad_date":
        row.cells["deadline"] = rng.choice(
            of(
                [
                    "待定",
                    "尽快",
                    "2月30日",
                    "13月",
                    "2025年4月31日",
                    "视情况而定",
                    "按要求",
                    "另行通知",
                    "2025-13-01",
                ],
                "bad_dates",
            )
        )
        row.means["deadline"] = (None, "none")
    elif code == "past_year":
        row.cells["deadline"] = rng.choice(
            of([f"{YEAR - 1}年12月31日", f"{YEAR - 1}.12.31", f"{YEAR - 2}-12-31"], "old_dates")
        )
        year = YEAR - 2 if str(YEAR - 2) in row.cells["deadline"] else YEAR - 1
        row.means["deadline"] = (f"{year}-12-31", "date")
    elif code == "bad_percent":
        row.cells["progress"] = rng.choice(
            of(["120%", "abc", -5, 150, "200%", "N/A%", "-10%"], "bad_percents")
        )
        row.means["progress"] = None
    else:
        row.cells["category"] = rng.choice(
            of(["服务社会", "其他", "服务农村", "综合类", "党建", "服务部队"], "bad_categories")
        )
        row.means["category"] = None
    row.codes.append(code)
