"""What the page shows of a batch: made from the plan that the batch keeps, without reading the file again."""

from datetime import date

from django.utils.functional import cached_property

from zhaotong_portal.excel import KINDS
from zhaotong_portal.imports.asked_names import asked_names
from zhaotong_portal.imports.batch_words import list_text, undo_text
from zhaotong_portal.imports.fields import place_value
from zhaotong_portal.imports.mending import Mending
from zhaotong_portal.imports.models import ImportState
from zhaotong_portal.imports.places import places
from zhaotong_portal.imports.registry import short_names, unit_choices
from zhaotong_portal.imports.understood import Understood
from zhaotong_portal.wording import RHYTHMS, full_day_text, number_text

CATEGORIES = {"grassroots": "服务基层", "public": "服务群众", "enterprise": "服务企业"}
ACTIONS = {"create": "新增", "update": "修改", "unchanged": "不变", "error": "拒绝"}
WAITS = "waits"
WARNED = "warning"
SHOWS = {**ACTIONS, WAITS: "待定", WARNED: "提醒"}
TONES = {
    "create": "row-good",
    "update": "row-info",
    "unchanged": "",
    "error": "row-bad",
    WAITS: "row-warn",
}
DEADLINE_CHANGE = "申请调整时限"
LEFT_OUT = {
    "no_header": "没有表头，未读取",
    "beside_the_lists": "不是清单，未读取",
    "other_kind": "与整份文件不同类，未读取",
    "other_list": "是另一份清单，未读取",
}
UNTOUCHED_SHOWN = 200
SAME_ONE = {"people": "同一人", "units": "同一单位", "organisation": "同一党组织"}


class Preview:
    """`show` is the filter of the address: an action, `waits`, `warning`, or nothing for all rows; `with_touched` adds
    the rows that somebody just decided about. `typed`: what stands in the form, where it could not be stored.
    """

    def __init__(self, batch, show="", with_touched=False, may_write=False, typed=None):
        self.batch, self.show = batch, show if show in SHOWS else ""
        self.with_touched, self.typed = with_touched, typed
        self.is_asking = may_write and batch.state == ImportState.PREVIEWED
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

    @cached_property
    def _cells(self):
        """The cells of a line that are rows of their own: of a grid."""
        cells = {}
        for row in self.rows:
            if "cell" in row:
                cells.setdefault((row["sheet"], row["row"]), set()).add(row["cell"])
        return cells

    def _said_of(self, row):
        """What is said of a row; of a grid's cell what concerns it or its line, each sentence once."""
        place = (row["sheet"], row["row"])
        said = self._said.get(place, [])
        if "cell" not in row:
            return said
        others = self._cells[place] - {row["cell"]}
        own = [message for message in said if message.get("index") not in others]
        return list({(m.get("index"), m["text"]): m for m in own}.values())

    def _is_warned(self, row):
        return any(message["level"] == WARNED for message in self._said_of(row))

    def _is_shown(self, row):
        if self.show == WARNED:
            return self._is_warned(row)
        return not self.show or verdict_of(row) == self.show

    @cached_property
    def shown(self):
        """The rows of the filter, in the file's order."""
        if not (self.with_touched and self.show):
            return [row for row in self.rows if self._is_shown(row)]
        touched = self.mending.touched
        return [
            row for row in self.rows if self._is_shown(row) or (row["sheet"], row["row"]) in touched
        ]

    @cached_property
    def mending(self):
        return Mending(self.batch, self.typed)

    @cached_property
    def understood(self):
        return Understood(self.batch, self.typed)

    @cached_property
    def asked_names(self):
        return asked_names(self.messages, self.typed) if self.is_asking else ([], 0)

    @cached_property
    def several_sheets(self):
        return len({row["sheet"] for row in self.rows}) > 1

    @cached_property
    def has_category(self):
        return self._is_faulty("category") or any(row["category"] for row in self.rows)

    @cached_property
    def has_deadline(self):
        kinds = (row["deadline_kind"] for row in self.rows)
        return self._is_faulty("deadline") or any(kind not in (None, "none") for kind in kinds)

    @cached_property
    def has_progress(self):
        return self._is_faulty("progress") or any(row["progress"] is not None for row in self.rows)

    def _is_faulty(self, field):
        """A column that holds nothing but faults is shown all the same: they are mended in it."""
        return any(message.get("field") == field for message in self.messages)

    def head(self):
        return [
            {"label": "行", "num": True},
            *([{"label": self.unit_label}] if self.has_unit else []),
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
    def unit_label(self):
        kind = KINDS.get(self.batch.kind)
        field = kind and kind.field_named("unit")
        return field.label if field else "责任单位"

    @cached_property
    def title_label(self):
        kind = KINDS.get(self.batch.kind)
        return kind.title.label if kind else "事项"

    def has_to_mend(self):
        """Whether something on the page can be typed or chosen beside the rows."""
        return any("line" in message for message in self.messages)

    def unit_names(self):
        return [short for _, _, short in unit_choices()] if self.has_unit else []

    def category_names(self):
        return list(CATEGORIES.values()) if self.has_category else []

    def learnt_names(self):
        return self.mending.choices.names

    def rows_of(self, page):
        """The rows of one page for the table, with units by their short names."""
        short = short_names({row["unit"] for row in page if row["unit"]})
        return [self._row(row, short) for row in page]

    def _row(self, row, short):
        """One row for the table: faulty cells as they were written, changed ones old → new."""
        said = self._said_of(row)
        faulty = {
            m["field"]: m.get("value", "")
            for m in said
            if m.get("field") and m["level"] == "error" and m["code"] != "duplicate_row"
        }
        changes = dict(row.get("changes") or {})
        moved = changes.pop(DEADLINE_CHANGE, None)
        warned = any(m["level"] == WARNED for m in said)
        verdict, place = verdict_of(row), (row["sheet"], row["row"])
        inputs, beside = self.mending.inputs_of(said) if self.is_asking else ({}, [])
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
            "inputs": inputs,
            "beside": beside,
            "mended": self.mending.mended.get(place, ()),
            "near": self._near(row) if self.is_asking else (),
            "part": place_value(row["row"], sheet=row["sheet"]) if row.get("joined") else "",
            "action": SHOWS[verdict],
            "many": len(changes) + bool(moved) if verdict == "update" else 0,
            "tone": "row-warn" if warned and verdict != "error" else TONES[verdict],
            "changes": [(label, old, new) for label, (old, new) in changes.items()],
            "messages": said,
        }

    @staticmethod
    def _near(row):
        """Existing rows that this one may mean, with the value of the button that says so."""
        return [
            {"title": title, "value": place_value(row["row"], key, sheet=row["sheet"])}
            for key, title in row.get("near", ())
        ]

    @staticmethod
    def _unit_of(row):
        return row["unit"] or ("各单位" if row["co_units"] == ["*"] else "")

    # --- what stands above the rows ---------------------------------------------------------------

    def cards(self):
        cards = [("", "记录", self.counts.get("rows", 0)), *self._counted()]
        return [
            {"label": label, "number": number, "href": f"?show={code}#rows" if code else "?#rows"}
            for code, label, number in cards
        ]

    def tabs(self):
        warned = sum(self._is_warned(row) for row in self.rows)
        tabs = [("", "全部", len(self.rows)), *self._counted(), (WARNED, "提醒", warned)]
        return [
            {"label": label, "url": f"?show={code}#rows" if code else "?#rows",
             "active": self.show == code, "count": count}
            for code, label, count in tabs
        ]  # fmt: skip

    def _counted(self):
        """(code, label, number) of every verdict; 待定 only where something waits."""
        numbers = {code: self.counts.get(code, 0) for code in ACTIONS} | {"create": self.creates}
        counted = [(code, label, numbers[code]) for code, label in ACTIONS.items()]
        return counted + ([(WAITS, SHOWS[WAITS], self.undecided)] if self.undecided else [])

    @cached_property
    def repeated(self):
        """The same fault in several rows, said once with its rows; the commonest first."""
        groups = {}
        for message in self.messages:
            if self.is_asking and message["code"] == "unknown_unit" and message.get("about"):
                continue  # asked above, with its rows
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
        sheets = [f"{read} 张工作表"] if read > 1 else []
        return " · ".join([self.batch.file_name, *sheets, f"识别为 {list_text(self.batch)}"])

    def undo_message(self):
        does = undo_text(self.counts | {"create": self.creates})
        return f"{does}已经有人编辑、填报或引用的，不能撤销。"

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
        """A batch of before `waits` was counted has what waits among what it creates."""
        waits = 0 if "waits" in self.counts else self.undecided
        return self.counts.get("create", 0) - waits

    @property
    def writes(self):
        return self.creates + self.counts.get("update", 0)

    @property
    def seen(self):
        """Names this very plan: a commit says with it what the administrator looked at."""
        return self.plan.get("digest", "")

    @property
    def left(self):
        """10 行有误、3 行待定."""
        numbers = ((self.counts.get("error", 0), "有误"), (self.undecided, "待定"))
        return "、".join(f"{number_text(number)} 行{word}" for number, word in numbers if number)

    @property
    def same_one(self):
        """What a row may be taken for, in the word of its list."""
        return SAME_ONE.get(self.batch.kind, "同一项")

    def sentence(self):
        if not self.writes:
            return "没有需要写入的内容" + (f"；{self.left}" if self.left else "，全部与平台一致")
        counts = [("新增", self.creates), ("修改", self.counts.get("update", 0))]
        will = "、".join(f"{label} {number_text(count)} 项" for label, count in counts if count)
        asked = sum(DEADLINE_CHANGE in (row.get("changes") or {}) for row in self.rows)
        parts = [f"将{will}，一次写入"]
        if asked:
            parts.append(f"{asked} 项时限不同，转为待审批的时限变更")
        if self.errors:
            parts.append(f"{self.left}，不会写入")
        return "；".join(parts)


def verdict_of(row):
    """What becomes of a row, or that it waits for somebody to choose."""
    return WAITS if row.get("waits") else row["action"]


def deadline_of(row):
    """The day in full or the rhythm of a row as the batch keeps it; nothing where the list says nothing."""
    if row["deadline"]:
        return full_day_text(date.fromisoformat(row["deadline"]))
    return RHYTHMS.get(row["deadline_kind"], "")
