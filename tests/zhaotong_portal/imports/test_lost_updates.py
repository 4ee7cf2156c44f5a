"""Somebody saves a row in the very moment in which a list is written: nothing of it is written over in silence."""

import pytest

from reviews.models import Finding, Honour
from tasks.models import HistoryTotal, WorkItem
from tests.import_world import ROW, SERVICE_HEADER, bring_in, hand_in, table_counts
from units.models import Appointment, PartyOrganisation, Person, Unit
from zhaotong_portal.imports import batches
from zhaotong_portal.workflow import StateChanged

LISTS = {
    "item": (
        "2025年三服务清单", SERVICE_HEADER, ROW, {3: "每月上门一次"}, WorkItem, {"measures": "每天上门一次"},
    ),
    "finding": (
        "2025年问题整改台账", ["责任单位", "存在问题", "整改措施", "整改情况"], ["市税务局", "学习不够深入", "加强学习", ""],
        {2: "每周学习"}, Finding, {"measures": "每天学习"},
    ),
    "honour": (
        "荣誉台账", ["获得单位", "荣誉名称", "级别", "年度", "授予单位"], ["市税务局", "文明单位", "市级", "2025", "昭通市委"],
        {4: "中共昭通市委"}, Honour, {"awarded_by": "昭通市人民政府"},
    ),
    "history": (
        "2023年历史汇总", ["指标", "年度", "数值"], ["走访群众", "2023年", "120"], {2: "130"}, HistoryTotal, {"value": 140},
    ),
    "organisation": (
        "基层党组织名册", ["单位", "党组织名称", "类别", "窗口党支部"], ["市税务局", "机关第一党支部", "党支部", "否"],
        {3: "是"}, PartyOrganisation, {"is_service_window": True},
    ),
    "person": (
        "人员名册", ["姓名", "单位", "角色", "电话"], ["赵某甲", "市税务局", "填报员", "0870-1234567"],
        {3: "0870-7654321"}, Person, {"phone": "0870-1111111"},
    ),
    "appointment": (
        "人员名册", ["姓名", "单位", "角色", "职务"], ["赵某甲", "市税务局", "填报员", "科员"],
        {3: "科长"}, Appointment, {"post": "副科长"},
    ),
    "unit": (
        "单位名录", ["单位全称", "简称", "类型", "片区"], ["昭通市新设局", "新设局", "党政机关", "第一片区"],
        {1: "市新设局"}, Unit, {"short_name": "新设局机关"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("sort", LISTS)
def test_what_somebody_saved_in_this_moment_is_not_written_over(
    sort, administrator, units, monkeypatch
):
    title, header, row, exchanged, model, edit = LISTS[sort]
    batch = bring_in(administrator, [row], title=title, header=header)
    assert batch.counts["create"] == 1
    changed = [exchanged.get(index, text) for index, text in enumerate(row)]
    later = hand_in(administrator, [changed], title=title, header=header)
    assert later.counts["update"] == 1, later.plan
    write = batches.write

    def after_a_colleague(*args, **options):
        model.objects.filter(pk=model.objects.latest("pk").pk).update(**edit)
        write(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(batches, "write", after_a_colleague)
        with pytest.raises(StateChanged, match="重新读取后再导入"):
            batches.commit(later.pk, administrator)
    # Nobody in the way: the same list goes in.
    assert batches.commit(later.pk, administrator).counts["update"] == 1


@pytest.mark.parametrize("sort", LISTS)
@pytest.mark.parametrize("stage", ["before", "after", "told"])
def test_whatever_breaks_nothing_is_half_imported(sort, stage, administrator, units, monkeypatch):
    """A new row and a changed one; the fault comes before, after, or when all of it is written and told."""
    title, header, row, exchanged, *_ = LISTS[sort]
    bring_in(administrator, [row], title=title, header=header)
    changed = [exchanged.get(index, text) for index, text in enumerate(row)]
    batch = hand_in(administrator, [changed], title=title, header=header)
    before = table_counts(), contents_of(LISTS[sort][4])
    importer = type(batches.importer_for(batch.kind))
    commit = importer.commit

    def broken(*args):
        if stage == "after":
            commit(*args)
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        if stage == "told":
            patch.setattr(batches, "record", broken)
        else:
            patch.setattr(importer, "commit", broken)
        with pytest.raises(batches.ImportFailed, match="没有写入任何数据。支持编号"):
            batches.commit(batch.pk, administrator)
    assert (table_counts(), contents_of(LISTS[sort][4])) == before
    again = batches.reread(batch.pk, administrator)
    counts = batches.commit(again.pk, administrator).counts
    parts = ("create", "update", "unchanged", "error")
    assert counts["rows"] == sum(counts[part] for part in parts) == 1


def contents_of(model):
    return list(model.objects.order_by("pk").values())
