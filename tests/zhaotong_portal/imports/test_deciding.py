"""What the administrator decides on a preview: said once, kept, checked by the reader itself, and written at the commit."""

import io

import openpyxl
import pytest
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile

from tasks.models import WorkItem
from tests.import_world import ROW, SERVICE_HEADER, bring_in, changed, hand_in, workbook
from tests.zhaotong_portal.imports.test_batches import together
from units.models import UnitAlias
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches, running
from zhaotong_portal.imports.deciding import Decisions, decide
from zhaotong_portal.imports.marking import marked_copy
from zhaotong_portal.imports.meanings import ColumnMeaning
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.workflow import NotAllowed, StateChanged, WorkflowError

SHEET = "Sheet"
STRANGE = {"header": [*SERVICE_HEADER[:3], "打算怎么干", *SERVICE_HEADER[4:]]}


def codes(batch):
    return [message["code"] for message in batch.plan["messages"]]


def actions(batch):
    return [row["action"] for row in batch.plan["rows"]]


# --- Columns --------------------------------------------------------------------------------------------


def test_a_column_is_explained_once_and_remembered_for_lists_of_its_kind(administrator, units):
    batch = hand_in(administrator, [ROW], **STRANGE)
    assert codes(batch) == ["unknown_column"]
    batch = decide(batch.pk, administrator, Decisions(columns={"打算怎么干": "measures"}))
    assert codes(batch) == []
    batches.commit(batch.pk, administrator)
    assert WorkItem.objects.get().measures == ROW[3]
    again = hand_in(administrator, [ROW], **STRANGE)
    assert (codes(again), actions(again)) == ([], ["unchanged"])
    # Taken back, the next list asks again.
    decide(again.pk, administrator, Decisions(forgotten=["打算怎么干"]))
    assert not ColumnMeaning.objects.exists()
    assert codes(hand_in(administrator, [ROW], **STRANGE)) == ["unknown_column"]


def test_a_column_left_out_is_no_longer_asked_about(administrator, units):
    batch = hand_in(administrator, [ROW], **STRANGE)
    batch = decide(batch.pk, administrator, Decisions(columns={"打算怎么干": ""}))
    assert codes(batch) == []
    batches.commit(batch.pk, administrator)
    assert WorkItem.objects.get().measures == ""


def test_a_wrongly_taken_column_gives_way_to_the_one_that_is_meant(administrator, units):
    header = [*SERVICE_HEADER, "打算怎么干"]
    batch = hand_in(administrator, [[*ROW, "逐户走访"]], header=header)
    batch = decide(batch.pk, administrator, Decisions(columns={"打算怎么干": "measures"}))
    batches.commit(batch.pk, administrator)
    assert WorkItem.objects.get().measures == "逐户走访"


def test_one_field_takes_one_column_and_nothing_made_up(administrator, units):
    header = ["责任单位", "服务类别", "服务事项", "甲栏", "乙栏", "责任人"]
    batch = hand_in(administrator, [ROW], header=header)
    for columns, said in [
        ({"甲栏": "measures", "乙栏": "measures"}, "“甲栏”和“乙栏”都选了“具体措施”"),
        ({"没有这一栏": "measures"}, "已有变化"),
        ({"甲栏": "no_such_field"}, "已有变化"),
        ({"甲栏": "row_key"}, "已有变化"),
    ]:
        with pytest.raises(WorkflowError, match=said):
            decide(batch.pk, administrator, Decisions(columns=columns))
    assert not ColumnMeaning.objects.exists()


def test_a_file_whose_title_nobody_knows_is_read_once_its_columns_are_named(administrator, units):
    rows = {
        "header": ["哪家单位", "属于哪类", "干哪件事", "怎么干好", "何时干完", "谁来干"],
        "title": "三服务工作表",
    }
    batch = hand_in(administrator, [ROW], **rows)
    assert (batch.state, batch.refusal["code"]) == ("refused", "no_header")
    said = {
        "哪家单位": "unit", "属于哪类": "category", "干哪件事": "title", "怎么干好": "measures", "何时干完": "deadline",
        "谁来干": "people",
    }  # fmt: skip
    with pytest.raises(StateChanged):  # the kind must be known first
        decide(batch.pk, administrator, Decisions(columns=said))
    batch = batches.reread(batch.pk, administrator, kind="service_item", year=2025)
    batch = decide(batch.pk, administrator, Decisions(columns=said))
    assert (batch.state, actions(batch)) == ("previewed", ["create"])
    # The next list of this kind is known by itself.
    again = hand_in(administrator, [changed(c2="另一件事")], **rows)
    assert (again.kind, again.state) == ("service_item", "previewed")


# --- Unit names -----------------------------------------------------------------------------------------


def test_a_unit_name_is_learnt_for_every_list_to_come(administrator, units, tax, finance):
    rows = [
        changed(c0="税务板块"),
        changed(c0="税务板块", c2="第二件事"),
        changed(c0="钱袋子", c2="第三件事"),
    ]
    batch = hand_in(administrator, rows)
    assert batch.counts["error"] == 3
    names = {"税务板块": tax.pk, "钱袋子": finance.pk}
    batch = decide(batch.pk, administrator, Decisions(names=names))
    assert actions(batch) == ["create"] * 3
    assert set(UnitAlias.objects.filter(text__in=names).values_list("unit", "text")) == {
        (tax.pk, "税务板块"), (finance.pk, "钱袋子"),
    }  # fmt: skip
    assert AuditEntry.objects.filter(action="unit.alias_learnt").count() == 2
    assert hand_in(administrator, [changed(c0="税务板块", c2="第四件事")]).counts["error"] == 0


def test_a_name_that_another_unit_has_is_never_taken_from_it(administrator, units, tax, weather):
    batch = hand_in(administrator, [changed(c0="气象板块"), changed(c0="税务板块", c2="第二件事")])
    UnitAlias.objects.create(unit=weather, text="税务·板块")
    decisions = Decisions(names={"气象板块": weather.pk, "税务板块": tax.pk})
    with pytest.raises(WorkflowError, match="“税务板块”已是“昭通市气象局”的名称"):
        decide(batch.pk, administrator, decisions)
    assert not UnitAlias.objects.filter(text="气象板块").exists()  # all of it or nothing
    with pytest.raises(WorkflowError, match="文件中已没有“别的写法”"):
        decide(batch.pk, administrator, Decisions(names={"别的写法": tax.pk}))


# --- Cells ----------------------------------------------------------------------------------------------


def test_cells_are_mended_on_the_page_and_written_as_mended(administrator, units):
    batch = hand_in(administrator, [changed(c4="适时"), changed(c1="服务下沉", c2="第二件事")])
    assert batch.counts["error"] == 2
    cells = {(SHEET, 3, 4): "2025年12月", (SHEET, 4, 1): "服务基层"}
    batch = decide(batch.pk, administrator, Decisions(cells=cells))
    assert batch.counts["error"] == 0
    batches.commit(batch.pk, administrator)
    assert str(WorkItem.objects.get(title=ROW[2]).deadline) == "2025-12-31"
    assert WorkItem.objects.get(title="第二件事").category == "grassroots"


def test_what_was_typed_stays_when_it_is_still_wrong_and_can_be_taken_back(administrator, units):
    batch = hand_in(administrator, [changed(c4="适时")])
    batch = decide(batch.pk, administrator, Decisions(cells={(SHEET, 3, 4): "尽快"}))
    (message,) = batch.plan["messages"]
    assert (message["code"], message["value"]) == ("bad_date", "尽快")
    batch = decide(batch.pk, administrator, Decisions(cells={(SHEET, 3, 4): "长期"}))
    assert actions(batch) == ["create"]
    assert batch.choices["was"] == [[SHEET, 3, 4, "适时"]]
    batch = decide(batch.pk, administrator, Decisions(restored=[(SHEET, 3, 4)]))
    assert (batch.counts["error"], batch.choices["cells"]) == (1, [])


def test_the_very_same_file_is_not_mended_twice(administrator, units):
    content = workbook([changed(c4="适时")]).read()
    batch = batches.take_upload(SimpleUploadedFile("清单.xlsx", content), administrator)
    batch = decide(batch.pk, administrator, Decisions(cells={(SHEET, 3, 4): "长期"}))
    batches.commit(batch.pk, administrator)
    again = batches.take_upload(SimpleUploadedFile("清单.xlsx", content), administrator)
    assert actions(again) == ["unchanged"]
    assert hand_in(administrator, [changed(c3="别的措施", c4="适时")]).counts["error"] == 1


def test_only_cells_that_the_page_offers_are_mended(administrator, units):
    batch = hand_in(administrator, [changed(c4="适时")])
    with pytest.raises(WorkflowError, match="不在待修改之列"):
        decide(batch.pk, administrator, Decisions(cells={(SHEET, 3, 2): "别的事项"}))
    with pytest.raises(WorkflowError, match="超过 2000 字"):
        decide(batch.pk, administrator, Decisions(cells={(SHEET, 3, 4): "长" * 2001}))


def test_rows_of_a_csv_are_mended_where_they_stand(administrator, units):
    lines = ["2025年三服务清单,,,,,", ",".join(SERVICE_HEADER), ",".join(changed(c4="适时"))]
    file = SimpleUploadedFile("清单.csv", "\n".join(lines).encode())
    batch = batches.take_upload(file, administrator)
    (message,) = batch.plan["messages"]
    assert (message["row"], message["line"]) == (2, 3)
    batch = decide(batch.pk, administrator, Decisions(cells={("", 3, 4): "长期"}))
    assert actions(batch) == ["create"]


def test_the_marked_workbook_carries_what_was_mended(administrator, units):
    batch = hand_in(administrator, [changed(c4="适时", c0="没有的单位")])
    batch = decide(batch.pk, administrator, Decisions(cells={(SHEET, 3, 4): "长期"}))
    sheet = openpyxl.load_workbook(io.BytesIO(marked_copy(batch))).worksheets[0]
    assert sheet["E3"].value == "长期"
    assert "页面上改为“长期”，原为“适时”" in sheet["E3"].comment.text
    assert "不是已知单位" in sheet["A3"].comment.text


# --- Rows that mean an existing one ---------------------------------------------------------------------


RENAMED = changed(c2="税费政策“上门办”服务", c3="每月上门一次")


def test_a_renamed_item_is_offered_and_keeps_its_identity(administrator, units):
    bring_in(administrator, [ROW, changed(c0="市财政局")])
    item = WorkItem.objects.get(title=ROW[2], unit__short_name="市税务局")
    batch = hand_in(administrator, [RENAMED])
    (row,) = batch.plan["rows"]
    assert (row["action"], row["near"]) == ("create", [[item.pk, item.title]])
    batch = decide(batch.pk, administrator, Decisions(joins={(SHEET, 3): str(item.pk)}))
    (row,) = batch.plan["rows"]
    assert row["action"] == "update"
    assert [ROW[2], RENAMED[2]] in row["changes"].values()
    parted = decide(batch.pk, administrator, Decisions(parted=[(SHEET, 3)]))
    assert actions(parted) == ["create"]
    batch = decide(batch.pk, administrator, Decisions(joins={(SHEET, 3): str(item.pk)}))
    batches.commit(batch.pk, administrator)
    item.refresh_from_db()
    assert (item.title, item.measures) == (RENAMED[2], "每月上门一次")
    assert WorkItem.objects.count() == 2
    assert actions(hand_in(administrator, [RENAMED])) == ["unchanged"]
    batches.undo(batch.pk, administrator)
    assert WorkItem.objects.get(pk=item.pk).title == ROW[2]


def test_nothing_is_offered_that_the_file_names_or_another_unit_has(administrator, units):
    bring_in(administrator, [ROW, changed(c0="市财政局", c2="别的单位的税费政策上门办")])
    assert "near" not in hand_in(administrator, [ROW, RENAMED]).plan["rows"][1]
    assert "near" not in hand_in(administrator, [changed(c2="完全两样的一件事情")]).plan["rows"][0]


def test_two_rows_cannot_mean_one_item_and_a_lapsed_choice_is_said(administrator, units):
    bring_in(administrator, [ROW])
    item = WorkItem.objects.get()
    batch = hand_in(administrator, [RENAMED, changed(c2="税费政策上门办理")])
    key = str(item.pk)
    with pytest.raises(WorkflowError, match="已有变化"):
        decide(batch.pk, administrator, Decisions(joins={(SHEET, 3): "999999"}))
    batch = decide(batch.pk, administrator, Decisions(joins={(SHEET, 3): key, (SHEET, 4): key}))
    assert actions(batch) == ["update", "create"]
    assert codes(batch) == ["join_lapsed"]
    item.delete()
    batch = batches.reread(batch.pk, administrator, kind=batch.kind, year=batch.year)
    assert actions(batch) == ["create", "create"]


def test_a_list_with_many_near_titles_is_compared_only_so_far(administrator, units, settings):
    settings.IMPORT_NEAR_COMPARISONS = 20
    bring_in(administrator, [changed(c2=f"上门服务第{n}项") for n in range(30)])
    batch = hand_in(administrator, [changed(c2=f"上门服务第{n}件") for n in range(30)])
    offered = ["near" in row for row in batch.plan["rows"]]
    assert offered[0]
    assert not offered[-1]
    assert all(len(row.get("near", ())) <= 3 for row in batch.plan["rows"])


# --- Who, when ------------------------------------------------------------------------------------------


def test_only_the_administrator_decides_and_only_before_the_commit(administrator, staff, units):
    batch = hand_in(administrator, [changed(c4="适时"), changed(c2="第二件事")])
    mended = Decisions(cells={(SHEET, 3, 4): "长期"})
    with pytest.raises(NotAllowed):
        decide(batch.pk, staff, mended)
    batches.commit(batch.pk, administrator, skip_errors=True)
    with pytest.raises(StateChanged, match="已导入"):
        decide(batch.pk, administrator, mended)
    assert ImportBatch.objects.get().choices in ({}, {"columns": {}, "cells": [], "joins": []})


def test_every_decision_is_in_the_audit_trail(administrator, units, tax):
    batch = hand_in(administrator, [changed(c4="适时"), changed(c0="税务板块", c2="二")], **STRANGE)
    decisions = Decisions(
        columns={"打算怎么干": "measures"},
        names={"税务板块": tax.pk},
        cells={(SHEET, 3, 4): "长期"},
    )
    decide(batch.pk, administrator, decisions)
    entry = AuditEntry.objects.get(action="import.decided")
    assert entry.changes == {
        "表头“打算怎么干”": ["未识别", "具体措施"],
        "单位写法“税务板块”": ["", tax.name],
        "Sheet第3行第5列": ["适时", "长期"],
    }
    assert entry.actor == administrator


def test_what_a_commit_wrote_meanwhile_stands(administrator, units, monkeypatch):
    """The reading after a decision takes a while: somebody who acts in it is not overwritten."""
    from zhaotong_portal.imports import asking

    batch = hand_in(administrator, [changed(c4="适时"), changed(c2="第二件事")])

    def in_between(found):
        with pytest.raises(StateChanged):  # it is being read: nothing to commit
            batches.commit(found.pk, administrator, skip_errors=True)
        batches.cancel(found.pk, administrator)
        batches.preview(found)

    monkeypatch.setattr(asking, "look", in_between)
    with pytest.raises(StateChanged, match="刚刚被他人处理"):
        decide(batch.pk, administrator, Decisions(cells={(SHEET, 3, 4): "长期"}))
    assert ImportBatch.objects.get().state == "cancelled"
    assert not WorkItem.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_of_a_decision_and_a_commit_at_the_same_moment_one_wins(administrator, units, attempt):
    rows = [changed(c4="适时"), changed(c2="第二件事")]
    batch = hand_in(administrator, rows)
    mended, seen = Decisions(cells={(SHEET, 3, 4): "长期"}), batch.plan["digest"]
    calls = [
        lambda: decide(batch.pk, administrator, mended),
        lambda: batches.commit(batch.pk, administrator, skip_errors=True, seen=seen),
    ]
    decided, committed = together(calls)
    batch.refresh_from_db()
    assert isinstance(decided, Exception) != isinstance(committed, Exception)
    if isinstance(decided, Exception):
        assert (batch.state, WorkItem.objects.count()) == ("committed", 1)
        assert not batch.choices.get("cells")
    else:
        assert (batch.state, WorkItem.objects.count()) == ("previewed", 0)
        assert batch.counts["error"] == 0


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_read_again_by_a_worker(administrator, units, settings, monkeypatch):
    batch = hand_in(administrator, [changed(c4="适时")])
    settings.IMPORT_INLINE_BYTES = 0
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, retry: sent.extend(args))
    mended = Decisions(cells={(SHEET, 3, 4): "长期"})
    batch = decide(batch.pk, administrator, mended)
    assert (batch.job, sent) == ("read", [batch.pk])
    for act in (
        lambda: decide(batch.pk, administrator, mended),
        lambda: batches.commit(batch.pk, administrator, skip_errors=True),
    ):
        with pytest.raises(StateChanged):
            act()
    running.run(batch.pk, "d1")
    batch.refresh_from_db()
    assert (batch.state, actions(batch)) == ("previewed", ["create"])
