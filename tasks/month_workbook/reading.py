"""Reads a filled-in workbook of a month: which rows were touched, and what was typed there. Writes nothing."""

from dataclasses import dataclass, field

from tasks.contents import FIELDS, Contents
from tasks.models import Light
from tasks.month_entries import Entries, Refused
from tasks.month_workbook.layout import ANSWERS, KIND, LINES, NO, VALUES, YES, trace
from tasks.month_workbook.tables import find_tables
from zhaotong_portal.excel import FileRefused, folded
from zhaotong_portal.excel.cells.choices import read_flag
from zhaotong_portal.excel.messages import shortened
from zhaotong_portal.excel.opening import open_workbook
from zhaotong_portal.excel.template_mark import name_of, old_template, template_mark
from zhaotong_portal.excel.text import compact
from zhaotong_portal.gate.workbooks import refuse_secrets
from zhaotong_portal.imports.registry import unit_directory

# Short forms that people write for the lights.
LIGHTS = {label: value for value, label in Light.choices} | {"有风险": Light.AT_RISK}
MOST_ROWS = 5000  # no month has so many items and values
FOREIGN = f"一份普通的工作簿，不是平台生成的“{name_of(KIND)}”。请先点“下载表格”，填好后再上传。"


@dataclass
class Found:
    """What a workbook says. `places`: {anchor of the page: row}, for every row that was touched."""

    entries: Entries = field(default_factory=Entries)
    places: dict = field(default_factory=dict)
    messages: list = field(default_factory=list)
    refused: Refused = field(default_factory=Refused)
    rows: int = 0

    def refuse(self, row, anchor, typed, errors):
        """A row of the report that cannot be taken as it stands: what was typed is shown on the page to be mended."""
        self.places[anchor] = row
        self.refused.put(anchor, typed, errors)


def read_month(data, file_name, contents: Contents) -> Found:
    """Raises FileRefused for a file that is not this report's workbook, or no readable workbook at all."""
    sheets = open_workbook(data, file_name)
    refuse_secrets(sheets, file_name)
    mark = template_mark(sheets)
    _refuse_other(mark, contents.report)
    tables = find_tables(sheets)
    if not tables:
        raise FileRefused("no_header")
    rows = sum(len(table.rows) for table in tables)
    if rows > MOST_ROWS:
        raise FileRefused("too_large", f"{rows} 行")
    found = Found(messages=list(old_template(mark)))
    readers = {LINES.name: _Lines, VALUES.name: _Values, ANSWERS.name: _Answers}
    for table in tables:
        reader = readers[table.layout.name](contents, found)
        for row in table.rows:
            reader.take(row)
        if table.rows and table.missing:
            labels = "”“".join(table.missing)
            text = f"没有找到栏目“{labels}”，这些内容没有读取。请用平台下载的表格填写。"
            found.messages.append(table.rows[0].notice("", "missing_column", text))
    return found


def _refuse_other(mark, report):
    """Another list, month or unit is named, and where it belongs is said."""
    period = report.period
    if mark is None:
        raise FileRefused("other_template", FOREIGN)
    if mark.kind != KIND:
        advice = f"不是“{name_of(KIND)}”。清单请交管理员在“导入”页面上传"
        raise FileRefused("other_template", f"{mark.said}，{advice}。")
    if (mark.year, mark.month) != (period.year, period.month):
        advice = (
            f"本页填报的是{period.label}。请到所写月份的页面上传，或下载{period.label}的表格填写"
        )
        raise FileRefused("other_template", f"{mark.said}。{advice}。")
    unit = report.unit
    if mark.unit != compact(unit.name):
        named = unit_directory().resolve(mark.unit)
        if named is None or named.key != unit.pk:
            advice = f"本页是{unit.name}的月报。请由所写单位上传，或下载本单位的表格填写"
            raise FileRefused("other_template", f"{mark.said}。{advice}。")


class _Rows:
    """Rows of one sheet beside the places of the report; a row is found by its key, else by its words."""

    def __init__(self, contents, found):
        self.contents, self.found = contents, found
        self.seen = {}
        self.places = {self.key_of(place): place for place in self.all_places()}
        self.by_words = {}
        for place in self.all_places():
            # What two places share tells neither.
            words = self.words_of(place)
            self.by_words[words] = None if words in self.by_words else place

    def take(self, row):
        self.found.rows += 1
        if row.key and row.trace == trace(row.entries) and row.key in self.places:
            return  # stands as it was handed out
        if not any(row.entries):
            return
        place = self.places.get(row.key) if row.key else self.by_words.get(self.words_in(row))
        if place is None:
            self._say(row, "unknown_row", self.unknown)
        elif self.words_of(place) != self.words_in(row):
            text = "这一行的内容与行标识对不上，没有写入。灰色各栏请勿改动或单独排序。"
            self._say(row, "row_mixed_up", text)
        elif first := self.seen.get(id(place)):
            self._say(row, "duplicate_row", f"与第{first}行是同一项，没有写入。请删去其中一行。")
        else:
            self.seen[id(place)] = row.number
            self.put(row, place)

    def _say(self, row, code, text):
        self.found.messages.append(row.fault(row.table.layout.named_by, code, text))


class _Lines(_Rows):
    unknown = "本月填报中没有这个事项，没有写入。新增事项请在“事项”页面办理。"

    def all_places(self):
        return self.contents.lines

    def key_of(self, line):
        return str(line.line.pk)

    def words_of(self, line):
        return folded(line.item.title)

    def words_in(self, row):
        return folded(row["事项"])

    def put(self, row, line):
        """An empty cell leaves what the page shows; a word that is none is refused with its cell."""
        typed = {name: getattr(line.shown, name) for name in FIELDS}
        typed["percent"] = "" if typed["percent"] is None else str(typed["percent"])
        typed |= {name: row[name] for name in ("percent", "text", "reason") if row[name]}
        if row["light"]:
            typed["light"] = LIGHTS.get(row["light"], row["light"])
        errors = {}
        if row.is_share and line.shown.percent != 1:
            errors["percent"] = (
                "填的是 1，分不清是 100% 还是 1%。已完成的请填 100，确是百分之一的请填 1%。"
            )
        for name, stored in (
            ("claims_done", typed["claims_done"]),
            ("unchanged", line.line.unchanged),
        ):
            said = read_flag(row[name])
            typed[name] = stored if said is None else said
            if row[name] and said is None:
                said = shortened(row[name])
                errors[name] = f"“{said}”没有读懂，请填“{YES}”或“{NO}”。"
        typed |= {"version": row.version, "said": _says_something(row)}
        if errors:
            self.found.refuse(row, line.anchor, typed, errors)
            return
        self.found.entries.lines[line.line.pk] = typed
        self.found.places[line.anchor] = row


def _says_something(row):
    """Whether more was filled in than the tick of 无变化."""
    return any(row[name] for name in FIELDS)


class _Values(_Rows):
    unknown = "本月填报中没有这一项数据，没有写入。"

    def all_places(self):
        return self.contents.cells

    def key_of(self, cell):
        return cell.key

    def words_of(self, cell):
        holder = cell.organisation or self.contents.report.unit
        return compact(holder.name), compact(cell.indicator.name)

    def words_in(self, row):
        return compact(row["党组织或单位"]), compact(row["指标"])

    def put(self, row, cell):
        typed = {
            "value": row["value"] or cell.text,
            "reason": row["reason"] or (cell.value.reason if cell.value else ""),
            "version": row.version,
        }
        if not typed["value"]:
            text = "写了说明，没有填数值。请填数字、0，或“不适用”“免报”。"
            self.found.refuse(row, cell.anchor, typed, {"value": text})
            return
        self.found.entries.values[cell.key] = typed
        self.found.places[cell.anchor] = row


class _Answers(_Rows):
    unknown = "这条意见已不在本月填报中，没有写入。"

    def all_places(self):
        return [remark for _, remark in self.contents.remarks]

    def key_of(self, remark):
        return str(remark.pk)

    def words_of(self, remark):
        return folded(remark.text)

    def words_in(self, row):
        return folded(row["审核意见"])

    def put(self, row, remark):
        anchor, answer = f"remark-{remark.pk}", row["answer"]
        changed_since = row.trace and row.trace != trace([remark.answer])
        if changed_since and answer not in ("", remark.answer):
            text = f"下载表格之后，答复已在页面上改为“{shortened(remark.answer)}”。请选用一份。"
            self.found.refuse(row, anchor, {"answer": answer}, {"answer": text})
            return
        self.found.entries.answers[remark.pk] = answer
        self.found.places[anchor] = row
