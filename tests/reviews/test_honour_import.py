"""荣誉台账 from lists: holders, levels, years and validity; the same honour twice; and back again."""

from datetime import date

import pytest

from reviews.models import Honour
from tests.import_world import bring_in, hand_in
from units.models import PartyOrganisation
from units.registers import entering
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.batches import CannotUndo

HEADER = [
    "获得单位",
    "党组织",
    "荣誉名称",
    "级别",
    "年度",
    "授予单位",
    "依据文件",
    "有效期至",
    "备注",
]
SHEET = {"title": "市直机关荣誉台账", "header": HEADER}
ROW = ["市税务局", "", "云岭先锋模范机关", "省级", 2024, "省委组织部", "云组发〔2024〕5号", "", ""]

pytestmark = pytest.mark.usefixtures("units")


def row(**cells):
    return [cells.get(f"c{n}", value) for n, value in enumerate(ROW)]


@pytest.fixture
def branch(tax):
    return PartyOrganisation.objects.create(unit=tax, kind="branch", name="机关第一党支部")


def codes(batch):
    return [(m["row"], m["code"]) for m in batch.plan["messages"] if m["level"] == "error"]


def test_a_list_of_honours_is_known_by_its_columns(administrator, tax, branch, committee):
    batch = bring_in(
        administrator,
        [
            ROW,
            row(c1="第九党支部", c2="红旗党支部"),
            row(c0="市直机关工委", c2="擂台比拼“好”等次", c3="", c4="2023年", c5="昭通市委"),
        ],
        skip_errors=True,
        **SHEET,
    )
    assert batch.kind == "honour"
    assert batch.counts["create"] == 2
    assert codes(batch) == [(4, "unknown_organisation")]


@pytest.mark.parametrize("name", ["机关第一党支部", "市税务局机关第1支部", "第一党支部"])
def test_the_branch_of_a_unit_holds_its_own_honour(administrator, tax, branch, name):
    bring_in(
        administrator,
        [row(c1=name, c2="红旗党支部", c3="", c5="中共云南省委", c7="2026年底")],
        **SHEET,
    )
    held = Honour.objects.get()
    assert (held.unit, held.organisation, held.level) == (tax, branch, "provincial")
    assert held.valid_until == date(2026, 12, 31)


def test_units_that_were_honoured_together_each_hold_it(administrator):
    bring_in(administrator, [row(c0="市税务局、市财政局")], **SHEET)
    assert [held.unit.short_name for held in Honour.objects.order_by("unit__protocol_order")] == [
        "市税务局",
        "市财政局",
    ]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"c0": "市不存在局"}, "unknown_unit"),
        ({"c0": "各单位"}, "missing_unit"),
        ({"c2": ""}, "missing_title"),
        ({"c3": "特级", "c5": ""}, "bad_level"),
        ({"c3": "", "c5": "", "c2": "模范"}, "bad_level"),
        ({"c4": ""}, "bad_year"),
        ({"c4": 2099}, "bad_year"),
        ({"c7": "三年"}, "bad_date"),
        ({"c7": "2020年底"}, "bad_date"),
        ({"c2": "模" * 201}, "too_long"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_row(administrator, cells, code):
    batch = hand_in(administrator, [row(c0="市财政局"), row(**cells)], **SHEET)
    assert codes(batch) == [(4, code)]


def test_the_same_honour_twice_in_a_list_is_refused(administrator):
    batch = hand_in(administrator, [ROW, row(c2="“云岭先锋”模范机关", c4="2024年")], **SHEET)
    assert codes(batch) == [(4, "duplicate_row")]


def test_the_same_list_again_changes_nothing_and_empty_cells_erase_nothing(administrator):
    bring_in(administrator, [row(c7="2027年底")], **SHEET)
    assert hand_in(administrator, [row(c7="2027年底")], **SHEET).counts["unchanged"] == 1
    batch = bring_in(administrator, [row(c3="国家级", c5="", c6="", c7="")], **SHEET)
    held = Honour.objects.get()
    assert batch.counts["update"] == 1
    assert (held.level, held.awarded_by, held.valid_until) == (
        "national",
        "省委组织部",
        date(2027, 12, 31),
    )
    assert AuditEntry.objects.about(held).get().changes == {"级别": ["省级", "国家级"]}


def test_a_batch_is_taken_back_unless_somebody_corrected_it(administrator, staff):
    first = bring_in(administrator, [row(c7="2027年底")], **SHEET)
    second = bring_in(administrator, [row(c7="2028年底"), row(c2="文明单位")], **SHEET)
    batches.undo(second.pk, administrator)
    held = Honour.objects.get()
    assert held.valid_until == date(2027, 12, 31)
    entering.correct(Honour, held.pk, staff, note="牌匾已收到")
    with pytest.raises(CannotUndo):
        batches.undo(first.pk, administrator)
    assert Honour.objects.exists()
