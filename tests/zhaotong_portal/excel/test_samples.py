"""Every sample workbook is read exactly as its expected.json says, every hostile one refused as it says."""

import json
from pathlib import Path

import pytest

from zhaotong_portal.excel import FileRefused, parse_workbook

SAMPLES = Path(__file__).resolve().parents[3] / "fixtures" / "samples"
EXPECTED = sorted(SAMPLES.rglob("*.expected.json"))
ROW_FIELDS = (
    "sheet",
    "row",
    "unit",
    "category",
    "title",
    "deadline",
    "deadline_kind",
    "progress",
    "people",
    "co_units",
)


def as_printed(parsed):
    """The part of `import_checklist --json` that the reader answers for."""
    rows = [
        {
            "sheet": r.sheet,
            "row": r.row,
            "action": "error" if r.is_error else "create",
            "unit": r.unit.name if r.unit else None,
            "category": r.category,
            "title": r.title,
            "deadline": r.deadline.isoformat() if r.deadline else None,
            "deadline_kind": r.deadline_kind,
            "progress": r.progress,
            "people": list(r.people),
            "co_units": r.co_unit_names,
        }
        for r in parsed.records
    ]
    messages = [(m.level, m.sheet, m.row, m.column, m.code) for m in parsed.messages]
    return {"kind": parsed.kind, "year": parsed.year, "rows": rows, "messages": messages}


@pytest.mark.parametrize("path", EXPECTED, ids=lambda p: p.name.removesuffix(".expected.json"))
def test_a_sample_is_read_as_expected(path, directory):
    expected = json.loads(path.read_text(encoding="utf-8"))
    workbook = path.with_name(expected["file"])
    if "refused" in expected:
        with pytest.raises(FileRefused) as refused:
            parse_workbook(workbook, expected["file"], directory)
        assert refused.value.code == expected["refused"]["code"]
        assert refused.value.text.endswith("。")
        return
    # 公式注入.xlsx names no year anywhere; the other files are read without being told it.
    year = expected["year"] if expected["file"] == "公式注入.xlsx" else None
    found = as_printed(parse_workbook(workbook, expected["file"], directory, year=year))
    assert found["kind"] == expected["kind"]
    assert found["year"] == expected["year"]
    assert found["rows"] == expected["rows"]
    wanted = [
        (m["level"], m["sheet"], m["row"], m["column"], m["code"]) for m in expected["messages"]
    ]
    assert sorted(found["messages"]) == sorted(wanted)
