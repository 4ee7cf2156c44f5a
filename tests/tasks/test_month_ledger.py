"""月度党建工作台账: the month as a paper, on the screen and as Word, as it was signed."""

import io

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.oxml.ns import qn

from tasks.lines import save_line
from tasks.models import Activity, ActivityKind, IndicatorValue, ItemProgress
from tasks.month_ledger import ledger_of
from tasks.workflows.report import accept, return_for_correction, sign_and_submit
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import fill, fresh, key_task
from zhaotong_portal.documents import render_ledger

pytestmark = pytest.mark.any_database

PRINT = "/month/2026-11/print/"
WORD = "/month/2026-11/ledger.docx"


def part(ledger, title):
    return next(part for part in ledger.parts if part.title == title)


def rows(ledger, title):
    return [row for table in part(ledger, title).tables for row in table.rows]


def opened(content):
    return Document(io.BytesIO(content))


def test_a_draft_says_so_and_what_is_missing(report, officer):
    line = report.lines.first()
    save_line(line.pk, officer, {"percent": 80, "text": "新开两个窗口。"}, line.version)
    ledger = ledger_of(fresh(report))
    assert ledger.title == "2026年11月党建工作台账"
    assert ledger.is_draft and "填写：王示例" in ledger.facts
    texts = [row[4] for row in rows(ledger, "事项进展")]
    assert "新开两个窗口。" in texts
    assert any("未填，沿用上次" in text for text in texts)
    assert {row[4] for row in rows(ledger, "活动数据")} == {"未报", "—"}


def test_the_four_states_stand_in_words_and_organisations_are_added_up(filled, branches):
    values = IndicatorValue.objects.filter(unit=filled.unit, indicator__code="first_topic")
    assert values.count() == 2
    values.filter(organisation=branches[0]).update(state="reported", value=3)
    values.filter(organisation=branches[1]).update(state="exempt", value=None, reason="当月撤并")
    IndicatorValue.objects.filter(unit=filled.unit, indicator__code="reading_class").update(
        state="not_applicable", value=None, reason="无处级干部"
    )
    found = rows(ledger_of(filled), "活动数据")
    topic = [row[1:] for row in found if "第一议题" in row[0]]
    assert topic == [
        (branches[0].name, "3", "次", "已报", "—"),
        (branches[1].name, "—", "次", "免报", "当月撤并"),
        ("合计", "3", "次", "—", "—"),
    ]
    assert ("读书班", "本单位", "—", "期", "不适用", "无处级干部") in found
    assert any(row[4] == "零报告" and row[2] == "0" for row in found)


def test_what_was_signed_is_printed_whatever_changes_later(filled, officer, secretary, staff):
    line = filled.lines.first()
    line.attachments.create(
        file=ContentFile(b"%PDF", "a.pdf"), name="现场照片.pdf", size=4, sha256="0" * 64, added_by=officer
    )  # fmt: skip
    activity = Activity.objects.create(
        unit=filled.unit, held_on=filled.period.first_day, topic="集中学习", heads=20
    )
    activity.kinds.set([ActivityKind.objects.create(code="study", name="理论学习")])
    sign_and_submit(filled.pk, secretary)
    # Behind the workflow's back: nothing of the kind can be typed into a signed month.
    ItemProgress.objects.filter(pk=line.pk).update(text="后来改的", percent=1)
    Activity.objects.all().delete()
    line.attachments.all().delete()
    for report in (fresh(filled), accept(filled.pk, staff)):
        ledger = ledger_of(report)
        assert not ledger.is_draft
        assert {row[4] for row in rows(ledger, "事项进展")} == {"按计划推进。"}
        assert rows(ledger, "登记的活动")[0][1:4] == ("集中学习", "理论学习", "20")
        assert rows(ledger, "佐证材料")[0][1] == "现场照片.pdf"
    assert ledger.facts[-1].startswith("审核通过：陈示例　2026年11月24日")
    assert ledger.facts[-2].startswith("签发：李示例")


def test_a_returned_month_is_a_draft_again_and_tells_what_was_said(submitted, staff, secretary):
    line = submitted.lines.first()
    return_for_correction(submitted.pk, staff, {line: "请写明牵头科室。"}, reason="个别事项请补充")
    line.remarks.update(answer="已补充。", answered_by=secretary)
    ledger = ledger_of(fresh(submitted))
    assert ledger.is_draft
    said = rows(ledger, "审核意见和答复")
    assert [row[1] for row in said] == ["退回", line.item.title]
    assert said[1][2].startswith("请写明牵头科室。\n（陈示例 2026年11月")
    assert said[1][3].startswith("已补充。\n（李示例")


def test_the_word_file_repeats_its_heads_marks_drafts_and_ends_with_the_lines_to_sign(filled):
    ItemProgress.objects.filter(report=filled).update(text="长期推进上门办，" * 200)
    document = opened(render_ledger(ledger_of(filled)))
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts[0] == "2026年11月党建工作台账"
    assert [text.split("：")[0] for text in texts[-2:]] == ["填报人", "党组织书记（签字）"]
    assert texts[-1].endswith("年　　月　　日")
    assert document.sections[0].header.paragraphs[0].text == "草稿"
    items = document.tables[0]
    assert items.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert items.cell(1, 4).text == "长期推进上门办，" * 200
    # So long a row may run on over the page's end; the short ones of the figures are kept whole.
    assert items.rows[1]._tr.find(f".//{qn('w:cantSplit')}") is None
    assert document.tables[1].rows[1]._tr.find(f".//{qn('w:cantSplit')}") is not None
    assert items.cell(0, 0).paragraphs[0].runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"


def test_the_page_and_the_word_file_say_the_same(submitted, log_in, secretary):
    client = log_in(secretary)
    html = client.get(PRINT).content.decode()
    word = client.get(WORD)
    assert "2026%E5%B9%B411%E6%9C%88" in word.headers["Content-Disposition"]
    for table in opened(word.content).tables:
        for row in table.rows:
            for cell in row.cells:
                assert cell.text.replace("\n", "<br>") in html
    page = client.get("/month/2026-11/").content.decode()
    assert (
        f"{PRINT}?unit={submitted.unit_id}" in page and f"{WORD}?unit={submitted.unit_id}" in page
    )


@pytest.mark.parametrize("address", [PRINT, WORD])
def test_each_sees_the_months_that_their_month_page_shows(
    submitted, log_in, staff, inspector, other_officer, address
):
    asked = f"{address}?unit={submitted.unit_id}"
    assert log_in(staff).get(asked).status_code == 200
    assert fresh(submitted).opened_at is None  # a print is not yet the look that ends a withdrawal
    assert log_in(staff).get(address).status_code == 302  # to the choice of units
    assert log_in(inspector).get(asked).status_code == 404
    assert log_in(other_officer).get(asked).status_code == 404
    assert log_in(staff).get(address.replace("11", "12") + "?unit=1").status_code == 404


def test_more_items_cost_no_more_queries(report, officer, tax):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            ledger_of(report)
        return len(queries)

    fill(report, officer)
    few = asked()
    for number in range(8):
        item = key_task(tax, f"任务{number}")
        report.lines.create(item=item, period=report.period)
    assert asked() == few
