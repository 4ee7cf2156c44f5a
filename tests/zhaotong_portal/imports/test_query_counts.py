"""A list of many rows asks the database as often as one of few, whatever kind it is and whatever is done with it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.import_world import SERVICE_HEADER, hand_in
from zhaotong_portal.imports import batches

pytestmark = pytest.mark.any_database

FEW, MANY = 10, 110
# Many rows go in several portions; a query for each row would be a hundred more.
PORTIONS = 40
UNITS = ("市税务局", "市财政局", "市气象局")
KEY_HEADER = ["责任单位", "重点任务", "工作要求", "完成时限"]
FINDING_HEADER = ["责任单位", "存在问题", "整改措施", "完成时限"]
# title, header, a row (%d: its number; None: one of the units), the cell that a later list changes, its new text
LISTS = {
    "items": (
        "2025年三服务清单", SERVICE_HEADER, [None, "服务群众", "办理事项%d号", "每季度", "2025年11月底", "赵某甲"], 3, "每月",
    ),
    "items of all units": (
        "2025年三服务清单", SERVICE_HEADER, ["各单位", "服务群众", "办理事项%d号", "每季度", "2025年11月底", ""], 3, "每月",
    ),
    "key tasks": ("2025年重点任务清单", KEY_HEADER, ["各单位", "开展学习%d号", "认真开展", "2025年11月底"], 2, "更加认真"),
    "findings": ("2025年问题台账", FINDING_HEADER, [None, "学习不深入%d号", "加强学习", "2025年11月底"], 2, "多学习"),
    "findings of all units": (
        "2025年问题台账", FINDING_HEADER, ["各单位", "学习不深入%d号", "加强学习", "2025年11月底"], 2, "多学习",
    ),
    "honours": (
        "荣誉台账", ["获得单位", "荣誉名称", "级别", "年度", "授予单位"], [None, "文明单位%d号", "市级", "2025", "昭通市委"], 4,
        "中共昭通市委",
    ),
    "history": ("2023年历史汇总", ["指标", "年度", "数值"], ["走访群众%d号", "2023年", "100"], 2, "200"),
    "organisations": (
        "基层党组织名册", ["单位", "党组织名称", "类别", "窗口党支部"], [None, "机关第%d党支部", "党支部", "否"], 3, "是",
    ),
    "people": (
        "人员名册", ["姓名", "登录名", "单位", "角色", "电话"], ["赵某甲", "zhao%d", None, "填报员", "0870-1234567"], 4,
        "0870-7654321",
    ),
}  # fmt: skip


def rows_of(row, count, **exchanged):
    for number in range(count):
        cells = [
            UNITS[number % 3] if cell is None else cell.replace("%d", str(number)) for cell in row
        ]
        for index, text in exchanged.items():
            cells[int(index[1:])] = text
        yield cells


@pytest.mark.parametrize("sort", LISTS)
def test_many_rows_cost_no_more_queries_than_few(sort, administrator, units, client):
    title, header, row, index, text = LISTS[sort]
    client.force_login(administrator)

    def queries(count):
        asked = {}

        def note(name, do):
            with CaptureQueriesContext(connection) as context:
                result = do()
            asked[name] = len(context)
            return result

        def bring(which, rows):
            batch = note(
                f"{which} preview", lambda: hand_in(administrator, rows, title=title, header=header)
            )
            note(f"{which} page", lambda: client.get(batch.get_absolute_url()))
            note(f"{which} commit", lambda: batches.commit(batch.pk, administrator))
            note(f"{which} export", lambda: client.get(f"{batch.get_absolute_url()}?export=rows"))
            return batch

        first = bring("first", list(rows_of(row, count)))
        assert first.counts["create"] == count, first.plan["messages"][:3]
        later = bring("later", list(rows_of(row, count, **{f"c{index}": text})))
        assert later.counts["rows"] == count
        note("later undo", lambda: batches.undo(later.pk, administrator))
        note("first undo", lambda: batches.undo(first.pk, administrator))
        return asked

    few, many = queries(FEW), queries(MANY)
    grown = {
        name: (few[name], count) for name, count in many.items() if count > few[name] + PORTIONS
    }
    assert grown == {}
