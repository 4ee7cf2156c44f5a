"""What the page shows of a batch: made from the plan that the batch keeps, without reading the file again."""

from datetime import date

from django.utils.functional import cached_property

from zhaotong_portal.excel import KINDS
from zhaotong_portal.imports.models import ImportState
from zhaotong_portal.imports.registry import kinds, short_names
from zhaotong_portal.wording import full_day_text

CATEGORIES = {"grassroots": "服务基层", "public": "服务群众", "enterprise": "服务企业"}
DEADLINES = {"monthly": "每月", "quarterly": "每季度", "ongoing": "长期", "none": ""}
ACTIONS = {"create": "新增", "update": "修改", "unchanged": "不变", "error": "拒绝"}
TONES = {"create": "row-good", "update": "row-info", "unchanged": "", "error": "row-bad"}
WARNED = "warning"
DEADLINE_CHANGE = "申请调整时限"
LEFT_OUT = {
    "no_header": "没有表头，未读取",
    "beside_the_lists": "不是清单，未读取",
    "other_kind": "与整份文件不同类，未读取",
}
UNTOUCHED_SHOWN = 200


def kind_label(batch):
    return dict(kinds()).get(batch.kind, batch.kind)


class Preview:
    """`show` is the filter of the address: an action, `warning`, or nothing for all rows."""

    def __init__(self, batch, show=""):
        self.batch, self.show = batch, show if show in (*ACTIONS, WARNED) else ""
        self.plan = batch.plan or {}
        self.rows = self.plan.get("rows", [])
        self.messages = self.plan.get("messages", [])
        self.counts = batch.counts or {}

    # --- rows -----------------------------------------------------------------------------------

    @cached_property
    def _said(self):
        """Messages by the row they belong to."""
        said = {}
        for message in self.messages:
            said.setdefault((message["sheet"], message["row"]), []).append(message)
        return said

    def _is_warned(self, row):
        said = self._said.get((row["sheet"], row["row"]), ())
        return any(message["level"] == WARNED for message in said)

    @cached_property
    def shown(self):
        if self.show == WARNED:
            return [row for row in self.rows if self._is_warned(row)]
        return [row for row in self.rows if not self.show or row["action"] == self.show]

    @cached_property
    def several_sheets(self):
        return len({row["sheet"] for row in self.rows}) > 1

    @cached_property
    def has_category(self):
        return any(row["category"] for row in self.rows)

    @cached_property
    def has_deadline(self):
        return any(row["deadline_kind"] not in (None, "none") for row in self.rows)

    @cached_property
    def has_progress(self):
        return any(row["progress"] is not None for row in self.rows)

    def head(self):
        return [
            {"label": "行", "num": True},
            *([{"label": "责任单位"}] if self.has_unit else []),
            *([{"label": "类别"}] if self.has_category else []),
            {"label": self.title_label},
            *([{"label": "完成时限"}] if self.has_deadline else []),
            *([{"label": "进度", "num": True}] if self.has_progress else []),
            {"label": "结果"},
            {"label": "说明"},
        ]

    @cached_property
    def has_unit(self):
        return self.batch.kind != "units"

    @cached_property
    def title_label(self):
        kind = KINDS.get(self.batch.kind)
        return kind.title.label if kind else "事项"

    def rows_of(self, page):
        """The rows of one page for the table, with units by their short names."""
        short = short_names({row["unit"] for row in page if row["unit"]})
        return [self._row(row, short) for row in page]

    def _row(self, row, short):
        """One row for the table: faulty cells as they were written, changed ones old → new."""
        said = self._said.get((row["sheet"], row["row"]), [])
        faulty = {
            m["field"]: m.get("value", "")
            for m in said
            if m.get("field") and m["level"] == "error" and m["code"] != "duplicate_row"
        }
        changes = dict(row.get("changes") or {})
        moved = changes.pop(DEADLINE_CHANGE, None)
        warned = any(m["level"] == WARNED for m in said)
        return {
            "sheet": row["sheet"],
            "number": row["row"],
            "unit": short.get(row["unit"]) or self._unit_of(row),
            "category": CATEGORIES.get(row["category"], ""),
            "title": row["title"] or "",
            "url": row.get("url", ""),
            "deadline": deadline_of(row),
            "moved": moved,
            "progress": row["progress"],
            **{f"bad_{field}": faulty.get(field) for field in ("unit", "category", "deadline")},
            "action": ACTIONS[row["action"]],
            "many": len(changes) + bool(moved),
            "tone": "row-warn" if warned and row["action"] != "error" else TONES[row["action"]],
            "changes": [(label, old, new) for label, (old, new) in changes.items()],
            "messages": said,
        }

    @staticmethod
    def _unit_of(row):
        return row["unit"] or ("各单位" if row["co_units"] == ["*"] else "")

    # --- what stands above the rows ---------------------------------------------------------------

    def cards(self):
        cards = [("", "记录", self.counts.get("rows", 0))]
        cards += [(code, label, self.counts.get(code, 0)) for code, label in ACTIONS.items()]
        return [
            {"label": label, "number": number, "href": f"?show={code}#rows" if code else "?#rows"}
            for code, label, number in cards
        ]

    def tabs(self):
        warned = sum(self._is_warned(row) for row in self.rows)
        tabs = [("", "全部", len(self.rows))]
        tabs += [(code, label, self.counts.get(code, 0)) for code, label in ACTIONS.items()]
        tabs.append((WARNED, "提醒", warned))
        return [
            {"label": label, "url": f"?show={code}#rows" if code else "?#rows",
             "active": self.show == code, "count": count}
            for code, label, count in tabs
        ]  # fmt: skip

    @cached_property
    def repeated(self):
        """The same fault in several rows, said once with its rows; the commonest first."""
        groups = {}
        for message in self.messages:
            key = (message["level"], message["code"], message["column"], message["text"])
            groups.setdefault(key, []).append(message)
        found = [
            {
                "level": level,
                "column": column,
                "text": text,
                "count": len(said),
                "where": places(said),
            }
            for (level, _, column, text), said in groups.items()
            if len(said) > 1
        ]
        return sorted(found, key=lambda group: (group["level"] != "error", -group["count"]))

    def sheets(self):
        """How each header was understood; sheets with the same header are said together."""
        kind = KINDS.get(self.batch.kind)
        understood = {}
        for sheet in self.plan.get("sheets", []):
            for table in sheet["tables"]:
                columns = tuple(
                    (label, self._field_label(kind, field))
                    for label, field in table["columns"]
                    if label
                )
                lines = header_lines(table["first_row"], table["last_row"])
                names = understood.setdefault((lines, columns), [])
                if sheet["name"] not in names:
                    names.append(sheet["name"])
        unknown = {m["column"] for m in self.messages if m["code"] == "unknown_column"}
        return [
            {
                "names": "、".join(filter(None, names)),
                "lines": lines,
                "columns": [
                    {"label": label, "field": field, "unknown": not field and label in unknown}
                    for label, field in columns
                    if field or label in unknown
                ],
            }
            for (lines, columns), names in understood.items()
        ]

    @staticmethod
    def _field_label(kind, field):
        known = kind and field and kind.field_named(field)
        return known.label if known else ""

    def left_out(self):
        return [
            {"name": sheet["name"], "why": LEFT_OUT.get(sheet["left_out"], "未读取")}
            for sheet in self.plan.get("sheets", [])
            if sheet["left_out"]
        ]

    def general(self):
        """Messages that belong to no record: unknown columns, sheets of another kind."""
        rows = {(row["sheet"], row["row"]) for row in self.rows}
        return [m for m in self.messages if (m["sheet"], m["row"]) not in rows]

    @cached_property
    def untouched(self):
        return self.plan.get("untouched", [])

    def untouched_shown(self):
        return self.untouched[:UNTOUCHED_SHOWN]

    def untouched_more(self):
        return max(0, len(self.untouched) - UNTOUCHED_SHOWN)

    def about(self):
        """The line beside the heading: file, sheets, what it was taken for."""
        read = sum(bool(sheet["tables"]) for sheet in self.plan.get("sheets", []))
        batch = self.batch
        what = [
            kind_label(batch),
            batch.period.label if batch.period else f"{batch.year}年",
            batch.label,
        ]
        sheets = [f"{read} 张工作表"] if read > 1 else []
        return " · ".join([batch.file_name, *sheets, "识别为 " + " ".join(filter(None, what))])

    def undo_message(self):
        created, updated = self.counts.get("create", 0), self.counts.get("update", 0)
        return f"新增的 {created} 项删除，修改的 {updated} 项恢复原样。已经有人编辑、填报或引用的，不能撤销。"

    # --- what will happen -------------------------------------------------------------------------

    @property
    def is_waiting(self):
        return self.batch.state == ImportState.PREVIEWED

    @property
    def undecided(self):
        """Rows that no item of the portal fits: they are not written until somebody corrects them."""
        return self.plan.get("undecided", 0)

    @property
    def errors(self):
        return self.counts.get("error", 0) + self.undecided

    @property
    def good(self):
        return self.counts.get("rows", 0) - self.errors

    @property
    def creates(self):
        return self.counts.get("create", 0) - self.undecided

    @property
    def writes(self):
        return self.creates + self.counts.get("update", 0)

    @property
    def seen(self):
        """Names this very plan: a commit says with it what the administrator looked at."""
        return self.plan.get("digest", "")

    def sentence(self):
        if not self.writes:
            return "没有需要写入的内容" + (
                f"；{self.errors} 行有误" if self.errors else "，全部与平台一致"
            )
        counts = [("新增", self.creates), ("修改", self.counts.get("update", 0))]
        will = "、".join(f"{label} {count} 项" for label, count in counts if count)
        asked = sum(DEADLINE_CHANGE in (row.get("changes") or {}) for row in self.rows)
        parts = [f"将{will}，一次写入"]
        if asked:
            parts.append(f"{asked} 项时限不同，转为待审批的时限变更")
        if self.errors:
            parts.append(f"{self.errors} 行有误，不会写入")
        return "；".join(parts)


def deadline_of(row):
    if row["deadline"]:
        return full_day_text(date.fromisoformat(row["deadline"]))
    return DEADLINES.get(row["deadline_kind"] or "none", "")


def header_lines(first, last):
    if first == last:
        return f"第 {first} 行"
    return f"第 {first}–{last} 行（{'两' if last - first == 1 else last - first + 1}行表头）"


def places(messages, most=20):
    """第 15、22、31 行, by sheet when there are several."""
    sheets = {}
    for message in messages:
        sheets.setdefault(message["sheet"], []).append(str(message["row"]))
    said = []
    for sheet, rows in sheets.items():
        shown = "、".join(rows[:most]) + (f" 等 {len(rows)}" if len(rows) > most else "")
        said.append(f"{f'{sheet} ' if len(sheets) > 1 else ''}第 {shown} 行")
    return "；".join(said)
