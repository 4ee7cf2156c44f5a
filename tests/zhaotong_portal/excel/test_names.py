"""People, units and counts as cells name them."""

import pytest

from zhaotong_portal.excel.cells.numerals import read_count
from zhaotong_portal.excel.cells.people import read_people
from zhaotong_portal.excel.cells.unit_names import read_units


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("赵某甲", ["赵某甲"]),
        ("赵某甲、钱某乙", ["赵某甲", "钱某乙"]),
        (
            "赵某甲,钱某乙，孙某丙/李某丁；周某戊\n吴某甲",
            ["赵某甲", "钱某乙", "孙某丙", "李某丁", "周某戊", "吴某甲"],
        ),
        ("赵某甲（0870-0000000）", ["赵某甲"]),
        ("赵某甲(党组书记、局长)", ["赵某甲"]),
        ("赵某甲（党组书记），钱某乙（0870-0000000）", ["赵某甲", "钱某乙"]),
        ("赵某甲 0870-0000000", ["赵某甲"]),
        ("王 示", ["王示"]),
        ("王　示、钱某乙", ["王示", "钱某乙"]),
        ("责任人：赵某甲", ["赵某甲"]),
        ("无", []),
        ("—", []),
        ("", []),
    ],
)
def test_people_are_split_and_bared(cell, names):
    assert list(read_people(cell)) == names


TAX, FINANCE = "国家税务总局昭通市税务局", "昭通市财政局"


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("国家税务总局昭通市税务局", [TAX]),
        ("市税务局", [TAX]),
        ("税务局", [TAX]),
        ("　市 税 务 局（盖章）", [TAX]),
        ("市税务局(章)", [TAX]),
        ("市税务局、市财政局", [TAX, FINANCE]),
        ("市税务局\n市财政局", [TAX, FINANCE]),
        ("市税务局；市财政局", [TAX, FINANCE]),
        ("市税务局 市财政局", [TAX, FINANCE]),
        ("市税务局牵头，市财政局配合", [TAX, FINANCE]),
        ("牵头单位：市税务局；配合单位：市财政局", [TAX, FINANCE]),
        ("市税务局等", [TAX]),
    ],
)
def test_units_are_found_by_any_of_their_names(cell, names, directory):
    found = read_units(cell, directory)
    assert [unit.name for unit in found.units] == names
    assert not found.unknown


@pytest.mark.parametrize(
    "cell",
    [
        "各单位",
        "市直各单位",
        "各党组（党委）",
        "各党组(党委)",
        "全体",
        "全体单位",
        "市直机关各单位",
        "各部门",
        "各级党组织",
        "各党组、党委",
        "市级各部门",
        "84个单位",
        "各有关单位",
    ],
)
def test_everyone_is_meant(cell, directory):
    assert read_units(cell, directory).everyone


@pytest.mark.parametrize("cell", ["各县区教育局", "全体会议办公室", "市不存在局", "单位"])
def test_not_everyone_is_meant(cell, directory):
    found = read_units(cell, directory)
    assert not found.everyone
    assert found.unknown


def test_a_misspelt_unit_gets_a_suggestion(directory):
    assert directory.suggestions("税务居")[0] == "市税务局"
    assert directory.suggestions("市人力资源与社会保障局")[0] == "市人社局"


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("3万", 30000),
        ("600余", 600),
        ("1,200人次", 1200),
        ("6.4万次", 64000),
        ("１２", 12),
        ("三十", 30),
        (7.0, 7),
        ("若干", None),
    ],
)
def test_counts_in_words(cell, count):
    assert read_count(cell) == count
