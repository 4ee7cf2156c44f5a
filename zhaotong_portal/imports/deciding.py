"""What the administrator decides on a preview: columns, unit names, cells, rows that mean an existing item.

All that was chosen on the page comes in one piece, is checked against the preview as it stands, stored with the batch
under its lock, and the file is read anew. A commit at the same moment finds the batch being read, or has it already.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.db import transaction

from zhaotong_portal.audit.trail import record
from zhaotong_portal.excel import KINDS
from zhaotong_portal.gate.checking import sentence
from zhaotong_portal.imports import asking, batches
from zhaotong_portal.imports.choices import Choices
from zhaotong_portal.imports.headerless import is_headerless, likely_sheets
from zhaotong_portal.imports.meanings import LONGEST_LABEL, forget, key_of, remember
from zhaotong_portal.imports.models import ImportState
from zhaotong_portal.imports.permission import refuse_others
from zhaotong_portal.imports.plan import LONGEST_MENDED
from zhaotong_portal.imports.registry import learn_alias
from zhaotong_portal.workflow import StateChanged, WorkflowError

# A key of a row is the portal's own business, never a column that somebody points at.
NOT_CHOSEN = ("row_key",)


@dataclass
class Decisions:
    """`columns`: {label: field or ""}; `names`: {a unit as written: its key}; `cells`: {(sheet, line, index): text};
    `joins`: {(sheet, row): key as text}. And what is taken back: labels, cells, rows.
    """

    columns: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    cells: dict = field(default_factory=dict)
    joins: dict = field(default_factory=dict)
    forgotten: list = field(default_factory=list)
    restored: list = field(default_factory=list)
    parted: list = field(default_factory=list)

    def __bool__(self):
        return any(vars(self).values())


def decide(batch_pk, actor, decisions):
    """Store the decisions and read the file again. Raises NotAllowed, StateChanged, WorkflowError: nothing stored."""
    refuse_others(actor)
    with transaction.atomic():
        batch = batches.locked(batch_pk)
        batches.refuse_busy(batch)
        if batch.state != ImportState.PREVIEWED and not _may_mend(batch, decisions):
            raise StateChanged(f"这批数据当前是“{batch.get_state_display()}”，不能再修改。")
        said = _Deciding(batch, actor).apply(decisions)
        record(actor, "import.decided", "预览时处理", batch, changes=said)
        batch.refusal, batch.notice = {}, ""
        # From here to the end of the reading nobody can commit what is about to change.
        batch.state = ImportState.READ
        asking.begin_reading(batch, actor)
    return asking.look(batch)


def _may_mend(batch, decisions):
    """A file that could not be read takes what may make it readable: columns named, or choices taken back."""
    if batch.state != ImportState.REFUSED:
        return False
    takes_back = decisions.forgotten and not decisions.columns
    return bool(takes_back or decisions.columns and is_headerless(batch))


class _Deciding:
    """Decisions about one batch, checked against its plan; `said` is what the audit trail keeps."""

    def __init__(self, batch, actor):
        self.batch, self.actor = batch, actor
        self.choices, self.plan = Choices.from_json(batch.choices), batch.plan or {}
        self.sheets = self.plan.get("sheets", ())
        if not self.sheets and is_headerless(batch):
            self.sheets = likely_sheets(batch)
        self.said = {}

    def apply(self, decisions):
        for label in decisions.forgotten:
            self._forget(label)
        self._map(decisions.columns)
        for text, unit in decisions.names.items():
            self._learn(text, unit)
        for place, text in decisions.cells.items():
            self._mend(place, text)
        for place in decisions.restored:
            self._restore(place)
        for place, key in decisions.joins.items():
            self._join(place, key)
        for place in decisions.parted:
            if self.choices.joins.pop(place, None) is not None:
                self.said[_row_text(place)] = ["认作已有的一项", "作为新的一项"]
        self.batch.choices = self.choices.as_json()
        return self.said

    # --- columns --------------------------------------------------------------------------------

    def _map(self, columns):
        kind = KINDS[self.batch.kind]
        known = {f.name: f.label for f in (kind.title, *kind.fields) if f.name not in NOT_CHOSEN}
        labels = self._labels()
        for label, name in columns.items():
            if label not in labels or name and name not in known:
                raise WorkflowError(f"表头“{label}”或所选内容已有变化，请重新选择。")
            if not key_of(label) or len(label) > LONGEST_LABEL:
                raise WorkflowError(f"表头“{label[:30]}”没有可以记住的文字，请在原表中改写。")
        self._refuse_two_of_one(columns, known)
        for label, name in columns.items():
            self._drop(label)
            self.choices.columns[label] = name
            remember(kind.code, label, name, self.actor)
            self.said[f"表头“{label}”"] = [
                known.get(labels[label], "未识别"),
                known.get(name, "不导入"),
            ]

    def _labels(self):
        """{label: field it feeds now} of every column of the file."""
        labels = {}
        for sheet in self.sheets:
            for table in sheet["tables"]:
                for column in table["columns"]:
                    labels[column["label"]] = labels.get(column["label"]) or column["field"]
        return labels

    @staticmethod
    def _refuse_two_of_one(columns, known):
        chosen = {}
        for label, name in columns.items():
            if name and chosen.setdefault(name, label) != label:
                raise WorkflowError(
                    f"“{chosen[name]}”和“{label}”都选了“{known[name]}”。一项内容只能取自一栏，请改选其中一栏。"
                )

    def _forget(self, label):
        forget(self.batch.kind, label)
        self._drop(label)
        self.said[f"表头“{label}”"] = ["已记住的对应", "自动识别"]

    def _drop(self, label):
        key = key_of(label)
        for other in [other for other in self.choices.columns if key_of(other) == key]:
            del self.choices.columns[other]

    # --- unit names -----------------------------------------------------------------------------

    def _learn(self, text, unit):
        asked = {
            m.get("about") for m in self.plan.get("messages", ()) if m["code"] == "unknown_unit"
        }
        if text not in asked:
            raise WorkflowError(f"文件中已没有“{text}”这个写法，请重新核对。")
        learnt = learn_alias(text, unit, self.actor)
        self.choices.names[:] = [name for name in self.choices.names if name[0] != text]
        self.choices.names.append([learnt.text, learnt.unit, learnt.url])
        self.said[f"单位写法“{text}”"] = ["", learnt.unit]

    # --- cells ----------------------------------------------------------------------------------

    def _mend(self, place, text):
        if place not in self.choices.cells and place not in self._faulty:
            raise WorkflowError(f"第 {place[1]} 行的这一格已不在待修改之列，请重新核对。")
        if len(text) > LONGEST_MENDED:
            raise WorkflowError(f"第 {place[1]} 行填写的内容超过 {LONGEST_MENDED} 字，请精简。")
        if fault := sentence(text):
            raise WorkflowError(f"第 {place[1]} 行填写的内容{fault}")
        was = self.choices.was.get(place, self._faulty.get(place, ""))
        old = self.choices.cells.get(place, was)
        if text == was:
            self._restore(place)
            return
        self.choices.cells[place], self.choices.was[place] = text, was
        self.said[_cell_text(place)] = [old, text]

    @cached_property
    def _faulty(self):
        """{place: text} of the cells that the page offers to mend."""
        return {
            (m["sheet"], m["line"], m["index"]): m["value"]
            for m in self.plan.get("messages", ())
            if "line" in m
        }

    def _restore(self, place):
        mended = self.choices.cells.pop(place, None)
        was = self.choices.was.pop(place, "")
        if mended is not None:
            self.said[_cell_text(place)] = [mended, was]

    # --- rows that mean an existing one ---------------------------------------------------------

    def _join(self, place, key):
        near = next(
            (r.get("near", ()) for r in self.plan["rows"] if (r["sheet"], r["row"]) == place), ()
        )
        found = next((pair for pair in near if str(pair[0]) == key), None)
        if found is None:
            raise WorkflowError(f"第 {place[1]} 行可认作的事项已有变化，请重新核对。")
        self.choices.joins[place] = found[0]
        self.said[_row_text(place)] = ["新的一项", f"认作“{found[1]}”"]


def _row_text(place):
    sheet, row = place
    return f"{sheet}第{row}行".strip()


def _cell_text(place):
    sheet, line, index = place
    return f"{sheet}第{line}行第{index + 1}列"
