"""历史汇总: totals of the years before the portal from a list. They are kept as the paper says them, and never added."""

import re
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from tasks.imports.figure_names import ALIKE, MEASURES, FigureNames, quoted, without_measure
from tasks.imports.history_kind import ALL, years_inside, years_of
from tasks.models import HistoryTotal, Month
from tasks.models.history import FIRST_YEAR, IDENTITY, WHOLE
from units.models import District, Unit
from units.names import name_key
from zhaotong_portal.excel.cells.quantity import read_quantity
from zhaotong_portal.excel.surroundings import unit_around
from zhaotong_portal.imports.faults import error, warning
from zhaotong_portal.imports.ledgers import LedgerImporter
from zhaotong_portal.imports.registry import unit_directory

_WHOLE = re.compile(
    r"(?:全市|全委|市直|市直机关|全市直|工委汇总|全部|整体|总体|合计|总计|本级)(?:机关|单位|合计|汇总)?"
)
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_MEASURE = re.compile(
    r"(?<=[\d余多几十百千万亿来])("
    + "|".join(sorted(map(re.escape, MEASURES), key=len, reverse=True))
    + ")$"
)
MOST = Decimal("999999999999.99")


class HistoryImporter(LedgerImporter):
    kind = "history"
    label = "历史汇总"
    model = HistoryTotal
    action = "history"
    identity = IDENTITY
    fields = ("value", "is_approximate", "as_written", "measure", "source", "note")
    stated = ("as_written",)
    texts = {
        "label": "title",
        "measure": "measure",
        "source": "source",
        "note": "note",
        "as_written": "value",
    }

    # --- what there is --------------------------------------------------------------------------

    def read(self, parsed):
        self.names, self.directory = FigureNames(), unit_directory()
        self.units = Unit.objects.in_bulk()
        self.districts = {name_key(row.name): row for row in District.objects.all()}
        self.known = {tuple(getattr(row, name) for name in IDENTITY): row for row in self.listed()}
        self.counted_years = {
            period.year for period in Month.objects.values_list("period", flat=True)
        }
        self.titles = {
            sheet.name: [line for table in sheet.tables for line in table.titles]
            for sheet in parsed.sheets
        }
        self.years_across = {}
        for record in parsed.records:
            years = years_of(record.values.get("years") or "")
            if isinstance(years, tuple):
                self.years_across.setdefault(record.sheet, set()).update(years)
        self.totalled = set()

    def listed(self):
        return HistoryTotal.objects.select_related("indicator", "unit", "district")

    def parts(self, record):
        """Beside the years of a row stands their sum, as the paper gives it: a total of its own."""
        total = record.values.get("total")
        place = (record.sheet, record.row)
        if total is None or record.is_error or place in self.totalled:
            return [record]
        self.totalled.add(place)
        if record.values.get("value") is None:
            return [_with(record, value=total)]
        if years_of(record.values.get("years") or "") is None:
            return [
                record
            ]  # across stand units or indicators: their sum says nothing of its own here
        return [record, _with(record, value=total, years=ALL)]

    # --- what a row means -----------------------------------------------------------------------

    def understand(self, record):
        if record.values.get("value") is None:
            return self._refuse(
                record, "value", "missing_value", "没有写明数值。请补上，或删去这一行。"
            )
        figure = self._figure(record)
        scope, years = self._scope(record), self._years(record)
        number = self._number(record, figure) if figure else None
        if not (figure and scope is not None and years and number):
            return None
        if self.counted_years & set(range(years[0], years[1] + 1)):
            text = f"平台已有{_said(years)}的月度数据，这个合计只作对照，不与平台数据相加。"
            self.messages.append(warning(record, "years", "counted_year", text))
        texts = {name: record.values.get(name) or "" for name in ("source", "note")}
        return {**figure, **scope, "from_year": years[0], "to_year": years[1], **number, **texts}

    def _refuse(self, record, field, code, text):
        self.messages.append(error(record, field, code, text))

    def _figure(self, record):
        """The catalogue's indicator, or a figure by its own name."""
        if not name_key(record.title or ""):
            return self._refuse(
                record, "title", "missing_title", "没有写明指标。请补上，或删去这一行。"
            )
        indicator = self.names.indicator(record.title)
        if indicator:
            return {"indicator": indicator, "label": "", "label_key": ""}
        name = without_measure(record.title)[0]
        if near := self.names.near(record.title):
            text = f"“{name}”不在指标目录中，将单独登记。是否为“{near}”？"
            self.messages.append(warning(record, "title", "unknown_indicator", text))
        return {"indicator": None, "label": name, "label_key": name_key(name)}

    def _scope(self, record):
        text = (record.values.get("scope") or "").strip()
        if not text or text in MEASURES:  # 单位 is also what figures are counted in
            around = unit_around(record.sheet, self.titles.get(record.sheet, ()), self.directory)[0]
            return self._of_unit(around) if around else {"unit": None, "district": None}
        if text == WHOLE or _WHOLE.fullmatch(text) or self.directory.is_everyone(text):
            return {"unit": None, "district": None}
        if district := self.districts.get(name_key(text)):
            return {"unit": None, "district": district}
        if unit := self.directory.resolve(text):
            return self._of_unit(unit)
        near = "、".join(f"“{name}”" for name in self.directory.suggestions(text)[:3])
        hint = f"是否为{near}？" if near else ""
        said = f"“{text}”不是已知的单位或片区。{hint}全市直的合计请写“市直机关”或留空。"
        return self._refuse(record, "scope", "unknown_unit", said)

    def _of_unit(self, ref):
        return {"unit": self.units[ref.key], "district": None}

    def _years(self, record):
        text = record.values.get("years") or ""
        years = years_of(text) if text != ALL else ALL
        if years == ALL:
            across = self.years_across.get(record.sheet)
            around = years_inside(*self._around(record))
            years = (min(across), max(across)) if across else around
        elif not text:
            years = years_inside(*self._around(record)) or self._hinted()
        if years is None:
            said = f"“{text}”不是年度。" if text else "没有写明是哪一年的合计。"
            advice = "请写“2023年”或“2023–2025年”，也可以写在标题或工作表名中。"
            return self._refuse(record, "years", "bad_year", said + advice)
        if not FIRST_YEAR <= years[0] <= years[1] <= timezone.localdate().year:
            said = f"“{_said(years)}”不对：应是过去的年度，先写起始年度。"
            return self._refuse(record, "years", "bad_year", said)
        return years

    def _around(self, record):
        return (record.sheet, *self.titles.get(record.sheet, ()), self.parsed.filename)

    def _hinted(self):
        """A year that somebody gave with the file; the running one is only what is left when nobody did."""
        year = self.parsed.year
        return (year, year) if year < timezone.localdate().year else None

    def _number(self, record, figure):
        quantity = record.values["value"]
        if quantity.value < 0 or quantity.value > MOST:
            return self._refuse(
                record, "value", "bad_number", f"“{quantity.text}”超出范围，请核对。"
            )
        measure, bare = self._measure(record, quantity)
        indicator = figure["indicator"]
        if (
            indicator
            and measure
            and ALIKE.get(measure, measure) != indicator.get_quantity_display()
        ):
            own = indicator.get_quantity_display()
            said = f"{quoted(indicator.name)}按“{own}”计，这里写的是“{measure}”。计量单位不同的不能登记为同一指标。"
            return self._refuse(record, "value", "wrong_measure", said)
        money = read_quantity(bare) if measure in ("万元", "亿元") else quantity
        value = money.value.quantize(Decimal("0.01"))
        is_plain = (
            _PLAIN.fullmatch(bare.replace(",", ""))
            and not quantity.approximate
            and value == money.value
        )
        return {
            "measure": "" if indicator else measure,
            "value": value,
            "is_approximate": quantity.approximate,
            "as_written": "" if is_plain else bare,
        }

    @staticmethod
    def _measure(record, quantity):
        """(计量单位, the number without it): behind the number, in a column, or in brackets behind the name."""
        match = _MEASURE.search(quantity.text)
        bare = quantity.text[: match.start()] if match else quantity.text
        scope = (record.values.get("scope") or "").strip()
        said = (
            (match and match[1]) or record.values.get("measure") or without_measure(record.title)[1]
        )
        return said or (scope if scope in MEASURES else ""), bare

    # --- how it is shown ------------------------------------------------------------------------

    def named(self, record, wanted):
        unit = wanted["unit"]
        ref = self.directory.resolve(unit.name) if unit else None
        return record._replace(
            unit=ref, title=f"{record.title}（{_said((wanted['from_year'], wanted['to_year']))}）"
        )

    def text_of(self, row, name):
        return f"{row.value.normalize():f}" if name == "value" else super().text_of(row, name)

    def shown(self, wanted):
        total = HistoryTotal(**wanted)
        about = f"（约数，按 {total.value.normalize():f} 登记）" if total.is_approximate else ""
        return {"范围": total.scope_name, "数值": total.value_text + about}


def _with(record, **values):
    """The record with the value that stands in its column 合计."""
    columns = tuple(
        replace(column, field="value") if column.field == "total" else column
        for column in record.columns
        if column.field != "value"
    )
    return record._replace(values={**record.values, **values}, columns=columns)


def _said(years):
    return f"{years[0]}年" if years[0] == years[1] else f"{years[0]}–{years[1]}年"
