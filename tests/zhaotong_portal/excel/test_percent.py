"""Progress in percent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaotong_portal.excel.cells.percent import is_share_column, read_percent


@pytest.mark.parametrize(
    ("value", "percent"),
    [
        ("80%", 80), (0.8, 80), (80, 80), (80.0, 80), ("80", 80), ("８０％", 80), ("８０", 80), ("80 %", 80), ("完成80%", 80), ("约80%", 80), ("已完成80%", 80),
        ("进度：80%", 80), ("80%左右", 80), ("完成率达80%", 80), ("百分之八十", 80), ("八成", 80), ("0.8", 80), (0, 0), ("0", 0), ("0%", 0), ("100%", 100), (100, 100),
        (0.29, 29), (0.575, 58), ("已完成", 100), ("完成", 100), ("已办结", 100), ("办结", 100), ("已销号", 100), ("已 完 成", 100), ("全部完成", 100),
        ("未启动", 0), ("未开展", 0), ("尚未启动", 0), ("尚未开展", 0), ("已完成工程量的80%，正在收尾", 80),
    ],
)  # fmt: skip
def test_what_counts_as_a_percentage(value, percent):
    found = read_percent(value)
    assert (found.value, found.fault) == (percent, None)


@pytest.mark.parametrize(
    "value",
    [
        "推进中",
        "正在推进",
        "有序推进",
        "未完成",
        "基本完成",
        "",
        "—",
        " ",
        "本月开展2次，覆盖群众120余人次",
        "无",
    ],
)
def test_prose_without_a_percentage_says_nothing(value):
    found = read_percent(value)
    assert (found.value, found.fault) == (None, None)


@pytest.mark.parametrize(
    "value",
    ["180%", "x%", 120, "120", -1, "-5%", "abc", "101%", float("nan"), float("inf"), "完成x%", "%"],
)
def test_nonsense_is_remarked(value):
    found = read_percent(value)
    assert (found.value, found.fault) == (None, "bad_percent")


def test_a_bare_one_is_decided_by_its_column(read):
    head = ["责任单位", "服务类别", "服务事项", "完成进度"]

    def progress_of(*values):
        rows = [["市税务局", "服务企业", f"事项{i}", v] for i, v in enumerate(values)]
        return [r.progress for r in read([head, *rows]).records]

    assert progress_of(1, 0.5, 0) == [100, 50, 0]
    assert progress_of(1, 80, 0.5) == [1, 80, 50]
    assert progress_of("1", "已完成") == [100, 100]
    assert progress_of(1, "80") == [1, 80]


@given(st.integers(0, 100))
def test_every_percentage_in_every_writing(n):
    wide = "".join(chr(ord(c) + 0xFEE0) for c in f"{n}%")
    for form in (f"{n}%", wide, f"完成{n}%", f"约{n}%", f"{n}.0%", f" {n} %", f"总体进度{n}%"):
        assert read_percent(form).value == n, form
    if n > 1:
        assert read_percent(n).value == n
    if 0 < n < 100:
        assert read_percent(n / 100).value == n


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers()))
def test_no_value_breaks_the_reader(value):
    found = read_percent(value)
    assert found.value is None or 0 <= found.value <= 100


def test_only_numbers_decide_about_a_column():
    assert is_share_column(["推进中", "80%", 0.5, 1, ""])
    assert not is_share_column([1, "12"])
