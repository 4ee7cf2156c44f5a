"""A register of party organisations: known by unit and name, a tree inside the unit, nothing deleted."""

from datetime import date

import pytest

from tasks.models import Indicator, IndicatorValue
from tasks.models.indicator import QuantityType
from tests.import_world import bring_in as import_rows
from tests.import_world import hand_in
from units.models import PartyOrganisation
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.period import Period

HEADER = [
    "序号",
    "单位",
    "党组织名称",
    "类别",
    "上级党组织",
    "窗口党支部",
    "项目一线党支部",
    "成立时间",
    "撤销时间",
]
SHEET = {"title": "市直机关基层党组织名册", "header": HEADER}
COMMITTEE = [1, "市税务局", "机关党委", "机关党委", "市直机关工委", "", "", "2012年7月", ""]
BRANCH = [2, "市税务局", "机关第一党支部", "党支部", "机关党委", "是", "否", "2012.7", ""]

pytestmark = pytest.mark.usefixtures("units")


def row(base=None, **cells):
    return [cells.get(f"c{n}", value) for n, value in enumerate(base or BRANCH)]


def show(administrator, *rows):
    return hand_in(administrator, list(rows), **SHEET)


def bring_in(administrator, *rows, **options):
    return import_rows(administrator, list(rows), **SHEET, **options)


def codes(batch):
    return [message["code"] for message in batch.plan["messages"]]


def test_a_register_makes_the_tree_wherever_the_parent_stands(administrator, tax):
    batch = bring_in(administrator, BRANCH, COMMITTEE)
    assert (batch.kind, batch.counts["create"], batch.plan["messages"]) == ("organisation", 2, [])
    top = PartyOrganisation.objects.get(name="机关党委")
    branch = PartyOrganisation.objects.get(name="机关第一党支部")
    assert (top.unit, top.kind, top.parent) == (tax, "committee", None)
    assert (branch.parent, branch.kind, branch.founded_on) == (top, "branch", date(2012, 7, 1))
    assert (branch.is_service_window, branch.is_project_front) == (True, False)
    assert show(administrator, BRANCH, COMMITTEE).counts["unchanged"] == 2


def test_only_what_changed_is_written_and_silence_erases_nothing(administrator, tax):
    bring_in(administrator, COMMITTEE, BRANCH)
    silent = row(c1="税务局", c2="机关 第一党支部", c3="", c4="", c5="", c6="", c7="")
    assert show(administrator, silent).counts["unchanged"] == 1
    batch = bring_in(administrator, row(c5="否", c8="2025年6月"))
    assert batch.plan["rows"][0]["changes"] == {
        "窗口党支部": ["是", "否"],
        "撤销日期": ["", "2025-06-30"],
    }
    branch = PartyOrganisation.objects.get(name="机关第一党支部")
    assert (branch.dissolved_on, branch.parent.name) == (date(2025, 6, 30), "机关党委")
    assert AuditEntry.objects.about(branch).get().action == "organisation.imported"
    assert batch.plan["untouched"] == ["市税务局：机关党委"]


@pytest.mark.parametrize(
    ("said", "name", "kind"),
    [
        ("总支", "甲", "general_branch"),
        ("党总支", "乙", "general_branch"),
        ("支部", "丙", "branch"),
        ("临时党支部", "丁", "branch"),
        ("机关党委", "戊", "committee"),
        ("", "机关党总支", "general_branch"),
        ("", "离退休干部党支部", "branch"),
        ("", "中共昭通市税务局机关委员会", "committee"),
    ],
)
def test_the_kind_is_read_from_its_column_or_the_name(administrator, said, name, kind):
    bring_in(administrator, row(c2=name, c3=said, c4=""))
    assert PartyOrganisation.objects.get(name=name).kind == kind


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"c3": "党小组"}, "bad_org_kind"),
        ({"c3": "党组"}, "bad_org_kind"),
        ({"c2": "甲", "c3": ""}, "missing_org_kind"),
        ({"c4": "没有的党委"}, "unknown_parent"),
        ({"c4": "机关第一党支部"}, "circle"),
        ({"c7": "2020-01-01", "c8": "2019-01-01"}, "end_before_start"),
        ({"c8": "前几年"}, "bad_day"),
        ({"c7": "很早"}, "bad_day"),
        ({"c2": "支" * 101}, "too_long"),
        ({"c1": "市税务局、市财政局"}, "several_units"),
        ({"c1": "没有的单位"}, "unknown_unit"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_a_sentence(administrator, cells, code):
    batch = bring_in(administrator, COMMITTEE, row(**cells), skip_errors=True)
    assert (batch.counts["error"], codes(batch)) == (1, [code])
    assert batch.plan["messages"][0]["text"].endswith("。")
    assert PartyOrganisation.objects.count() == 1


def test_a_branch_does_not_stand_below_a_branch(administrator):
    below = row(c2="机关第二党支部", c4="机关第一党支部")
    batch = show(administrator, COMMITTEE, BRANCH, below)
    assert codes(batch) == ["wrong_rank"]


def test_the_parent_of_another_unit_is_refused_and_what_hangs_on_it_too(administrator):
    foreign = row(COMMITTEE, c1="市财政局", c2="财政局机关党委")
    astray = row(c2="机关第二总支", c3="总支", c4="财政局机关党委")
    below = row(c2="机关第三党支部", c4="机关第二总支")
    batch = show(administrator, below, astray, foreign)
    assert [line["action"] for line in batch.plan["rows"]] == ["error", "error", "create"]
    assert set(codes(batch)) == {"foreign_parent", "parent_refused"}


def test_a_circle_with_what_the_portal_holds_is_found(administrator, tax):
    top = PartyOrganisation.objects.create(unit=tax, kind="committee", name="甲党委")
    PartyOrganisation.objects.create(unit=tax, kind="committee", name="乙党委", parent=top)
    batch = show(administrator, row(c2="甲党委", c3="", c4="乙党委"))
    assert codes(batch) == ["circle"]


def test_the_same_name_in_two_units_is_two_organisations_and_once_in_one(administrator):
    batch = show(administrator, COMMITTEE, row(COMMITTEE, c1="市财政局"), COMMITTEE)
    assert [line["action"] for line in batch.plan["rows"]] == ["create", "create", "error"]
    assert codes(batch) == ["duplicate_row"]


def test_undo_takes_the_new_away_and_the_old_back(administrator, tax):
    bring_in(administrator, COMMITTEE, BRANCH)
    moved = row(c4="机关第二总支", c5="否")
    batch = bring_in(administrator, row(c2="机关第二总支", c3="总支", c4="机关党委"), moved)
    branch = PartyOrganisation.objects.get(name="机关第一党支部")
    assert (branch.parent.name, branch.is_service_window) == ("机关第二总支", False)
    batches.undo(batch.pk, administrator)
    branch.refresh_from_db()
    assert (branch.parent.name, branch.is_service_window) == ("机关党委", True)
    assert PartyOrganisation.objects.count() == 2


def test_undo_is_refused_once_something_stands_on_it(administrator, tax):
    batch = bring_in(administrator, COMMITTEE)
    top = PartyOrganisation.objects.get()
    child = PartyOrganisation.objects.create(unit=tax, kind="branch", name="新支部", parent=top)
    with pytest.raises(CannotUndo, match="下级党组织1条"):
        batches.undo(batch.pk, administrator)
    child.delete()
    top.order = 9
    top.save()
    with pytest.raises(CannotUndo, match="1个被修改"):
        batches.undo(batch.pk, administrator)


def test_undo_is_refused_once_a_report_refers_to_it(administrator, tax):
    batch = bring_in(administrator, COMMITTEE)
    indicator = Indicator.objects.create(
        code="members", name="党员数", level="O", quantity=QuantityType.values[0], basis="工作目录"
    )
    IndicatorValue.objects.create(
        indicator=indicator, unit=tax, organisation=PartyOrganisation.objects.get(), state="reported", value=3,
        period=Period(2026, 3),
    )  # fmt: skip
    with pytest.raises(CannotUndo, match="指标数据1条"):
        batches.undo(batch.pk, administrator)
