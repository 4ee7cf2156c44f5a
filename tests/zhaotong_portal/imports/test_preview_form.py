"""The form of the preview as a browser sends it: every control of the page, of which somebody changed a few."""

import io
import re
from html.parser import HTMLParser

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tasks.models import WorkItem
from tests.import_world import ROW, SERVICE_HEADER, bring_in, changed, hand_in
from tests.tasks.month_world import *  # noqa: F403
from tests.zhaotong_portal.imports.test_import_pages import (  # noqa: F401
    admin_client,
    items_in,
    text_of,
)
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.models import ImportBatch

pytestmark = pytest.mark.any_database

HEADER = [*SERVICE_HEADER, "惠及面"]
FULL = [*ROW, "3万人"]


class DecideForm(HTMLParser):
    """Controls that belong to the form `decide`: {name: value}, labels, and the buttons' [(name, value)]."""

    def __init__(self, answer):
        super().__init__()
        self.fields, self.labels, self.buttons, self.options = {}, {}, [], {}
        self.select = self.area = None
        self.in_form = False
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.in_form = attrs.get("id") == "decide"
        if tag == "option" and self.select:
            self.options[self.select].append(attrs["value"])
            if "selected" in attrs or self.fields[self.select] is None:
                self.fields[self.select] = attrs["value"]
        if attrs.get("form") != "decide" and not (self.in_form and tag == "input"):
            return
        name = attrs.get("name")
        if tag == "input":
            self.fields[name] = attrs.get("value", "")
        elif tag == "button" and name:
            self.buttons.append((name, attrs["value"]))
        elif tag == "select":
            self.select, self.fields[name], self.options[name] = name, None, []
        elif tag == "textarea":
            self.area, self.fields[name] = name, ""
        if label := attrs.get("aria-label"):
            self.labels[label] = name

    def handle_endtag(self, tag):
        if tag == "form":
            self.in_form = False
        if tag == "select":
            self.select = None
        if tag == "textarea" and self.area:
            self.fields[self.area] = self.fields[self.area].removeprefix("\n")
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.fields[self.area] += data

    def named(self, start):
        return [name for name in self.fields if name.startswith(start)]


def form_on(client, batch, query=""):
    return DecideForm(client.get(f"{batch.get_absolute_url()}{query}"))


def send(client, batch, form, button=None, **changes):
    """Press a button: all fields as they stand, with some changed by the start of their names or by label."""
    fields = {name: value for name, value in form.fields.items() if name != "csrfmiddlewaretoken"}
    for what, value in changes.items():
        fields[what] = value
    if button:
        fields[button[0]] = button[1]
    return client.post(f"{batch.get_absolute_url()}decide/", fields, follow=True)


def of_column(form, label):
    return next(name for name in form.fields if name.startswith("column|") and name.endswith(label))


# --- Columns --------------------------------------------------------------------------------------------


def test_a_column_is_shown_with_samples_and_what_it_would_displace(
    admin_client, administrator, units  # noqa: F811
):  # fmt: skip
    batch = hand_in(administrator, [FULL, [*changed(c2="第二件事"), "600余"]], header=HEADER)
    answer = admin_client.get(batch.get_absolute_url())
    said = text_of(answer)
    assert "1个栏目没有认出来，它们是什么？" in said
    assert "惠及面如：3万人；600余" in said
    assert "具体措施（现取自“具体措施”）" in said
    form = DecideForm(answer)
    done = send(admin_client, batch, form, **{of_column(form, "惠及面"): "measures"})
    said = text_of(done)
    assert "已记住1个栏目的对应并重新核对，没有要处理的行了。" in said
    assert "已记住的对应“惠及面”→具体措施因此“具体措施”一栏不再导入撤销对应" in said
    undone = send(admin_client, batch, DecideForm(done), button=("forget", "惠及面"))
    assert "已撤销1个栏目的对应并重新核对" in text_of(undone)
    assert "“惠及面”未识别，不导入" in text_of(undone)


def test_columns_of_several_sheets_are_asked_once_each(
    admin_client, administrator, units  # noqa: F811
):  # fmt: skip
    book = openpyxl.Workbook()
    for name, labels in [("一季度", ["甲栏", "丙栏"]), ("二季度", ["乙栏", "丙栏"])]:
        sheet = book.create_sheet(name)
        sheet.append([*SERVICE_HEADER, *labels])
        sheet.append([*changed(c2=f"{name}的事"), name, "都有"])
    out = io.BytesIO()
    book.save(out)
    batch = batches.take_upload(
        SimpleUploadedFile("三服务清单.xlsx", out.getvalue()), administrator
    )
    answer = admin_client.get(batch.get_absolute_url())
    assert "3个栏目没有认出来" in text_of(answer)
    assert "丙栏一季度、二季度如：都有" in text_of(answer)
    ids = re.findall(r' id="(.+?)"', answer.content.decode())
    assert len(ids) == len(set(ids))


def test_a_column_taken_wrongly_is_corrected(admin_client, administrator, units):  # noqa: F811
    batch = hand_in(administrator, [ROW])
    form = form_on(admin_client, batch)
    done = send(admin_client, batch, form, **{of_column(form, "具体措施"): "target"})
    assert "“具体措施”→目标" in text_of(done)
    batches.commit(batch.pk, administrator)
    assert (WorkItem.objects.get().measures, WorkItem.objects.get().target) == ("", ROW[3])


# --- Names, cells, joins in one go ----------------------------------------------------------------------


def test_names_cells_and_a_join_go_in_with_one_button(
    admin_client, administrator, units, tax  # noqa: F811
):  # fmt: skip
    bring_in(administrator, [ROW])
    rows = [
        changed(c0="税务板块", c2="第一件事"), changed(c0="税务板块", c2="第二件事"),
        changed(c2="第三件事", c4="适时"), changed(c2="税费政策“上门办”服务"),
    ]  # fmt: skip
    batch = hand_in(administrator, rows)
    answer = admin_client.get(batch.get_absolute_url())
    said = text_of(answer)
    assert "这些单位名称指谁" in said
    assert "“税务板块”共2行：第3、4行" in said
    assert said.count("“税务板块”不是已知单位") == 2  # in its rows, not once more above them
    assert "可能与“税费政策上门办”是同一项" in said
    form = DecideForm(answer)
    assert len(form.options["name|税务板块"]) == 1 + len(units)
    done = send(
        admin_client, batch, form,
        button=next(b for b in form.buttons if b[0] == "join"),
        **{"name|税务板块": str(tax.pk), form.labels["第 5 行“完成时限”改为"]: "长期"},
    )  # fmt: skip
    said = text_of(done)
    assert "已记住1个单位写法、修改1格、认定1行并重新核对，没有要处理的行了。" in said
    assert "“税务板块”今后认作“国家税务总局昭通市税务局”，已记为该单位的别称" in said
    assert "已在页面上修改完成时限：适时→长期恢复原文" in said
    assert "已认作平台上的这一项撤销认定" in said
    batches.commit(batch.pk, administrator)
    assert WorkItem.objects.count() == 4


def test_a_mended_row_stays_where_it_was_looked_at(
    admin_client, administrator, units  # noqa: F811
):  # fmt: skip
    batch = hand_in(
        administrator, [changed(c4="适时"), changed(c2="第二件事", c4="尽快"), changed(c2="三")]
    )
    form = form_on(admin_client, batch, "?show=error")
    done = send(admin_client, batch, form, **{form.labels["第 3 行“完成时限”改为"]: "长期"})
    assert done.redirect_chain[-1][0].endswith("?show=error&page=1&touched=1#rows")
    assert items_in(done) == ["row-good", "row-bad"]
    assert items_in(admin_client.get(f"{batch.get_absolute_url()}?show=error")) == ["row-bad"]


def test_a_text_of_several_lines_comes_back_unchanged(
    admin_client, administrator, units  # noqa: F811
):  # fmt: skip
    text = "=先核对清单\n再逐户走访，做到户户有记录、件件有回音，全年不少于两次"
    batch = hand_in(administrator, [changed(c3=text)])
    form = form_on(admin_client, batch)
    (name,) = form.named("cell|")
    assert form.fields[name] == text
    sent = send(admin_client, batch, form, **{name: text.replace("\n", "\r\n")})  # as browsers do
    assert "没有改动，不需要重新核对。" in text_of(sent)
    send(admin_client, batch, form, **{name: "先核对清单\r\n再逐户走访"})
    batches.commit(batch.pk, administrator)
    assert WorkItem.objects.get().measures == "先核对清单\n再逐户走访"


# --- Nothing typed is lost, nothing of others undone ----------------------------------------------------


def test_what_could_not_be_stored_still_stands_in_the_form(
    admin_client, administrator, units, tax, weather  # noqa: F811
):  # fmt: skip
    from units.models import UnitAlias

    batch = hand_in(administrator, [[*changed(c0="税务板块", c4="适时"), "3万人"]], header=HEADER)
    form = form_on(admin_client, batch)
    UnitAlias.objects.create(unit=weather, text="税务板块")
    column, cell = of_column(form, "惠及面"), form.labels["第 3 行“完成时限”改为"]
    done = send(
        admin_client, batch, form, **{"name|税务板块": str(tax.pk), column: "result", cell: "长期"}
    )
    assert "“税务板块”已是“昭通市气象局”的名称" in text_of(done)
    kept = DecideForm(done)
    assert (kept.fields[column], kept.fields[cell]) == ("result", "长期")
    assert kept.fields["name|税务板块"] == str(tax.pk)
    assert ImportBatch.objects.get().choices == {}
    assert form_on(admin_client, batch).fields[cell] == "适时"  # once


def test_a_page_looked_at_earlier_undoes_nothing(admin_client, administrator, units):  # noqa: F811
    rows = [changed(c4="适时"), changed(c2="第二件事", c4="尽快")]
    batch = hand_in(administrator, rows, header=SERVICE_HEADER)
    mine, theirs = form_on(admin_client, batch), form_on(admin_client, batch)
    send(admin_client, batch, theirs, **{theirs.labels["第 3 行“完成时限”改为"]: "长期"})
    send(admin_client, batch, mine, **{mine.labels["第 4 行“完成时限”改为"]: "每月"})
    kinds = [row["deadline_kind"] for row in ImportBatch.objects.get().plan["rows"]]
    assert kinds == ["ongoing", "monthly"]


@pytest.mark.parametrize("field", ["name|税务板块", "cell|x", "join", "restore"])
def test_made_up_fields_change_nothing(admin_client, administrator, units, field):  # noqa: F811
    batch = hand_in(administrator, [changed(c0="税务板块")])
    answer = admin_client.post(
        f"{batch.get_absolute_url()}decide/", {field: "不是数字"}, follow=True
    )
    assert "提交的内容不完整，没有改动" in text_of(answer)
    assert ImportBatch.objects.get().choices == {}


# --- Who, when ------------------------------------------------------------------------------------------


def test_an_auditor_sees_what_was_decided_and_no_control(
    log_in, administrator, auditor, units, admin_client  # noqa: F811
):  # fmt: skip
    batch = hand_in(administrator, [[*changed(c4="适时"), "3万人"]], header=HEADER)
    form = form_on(admin_client, batch)
    send(admin_client, batch, form, **{of_column(form, "惠及面"): "result"})
    client = log_in(auditor)
    answer = client.get(batch.get_absolute_url())
    assert "“惠及面”→成效" in text_of(answer)
    seen = DecideForm(answer)
    assert (seen.fields, seen.buttons) == ({}, [])
    assert client.post(f"{batch.get_absolute_url()}decide/").status_code == 404


def test_after_the_commit_the_page_tells_and_asks_no_more(
    admin_client, administrator, units  # noqa: F811
):  # fmt: skip
    batch = hand_in(administrator, [changed(c4="适时")])
    form = form_on(admin_client, batch)
    cell = form.labels["第 3 行“完成时限”改为"]
    send(admin_client, batch, form, **{cell: "长期"})
    batches.commit(batch.pk, administrator)
    answer = admin_client.get(batch.get_absolute_url())
    assert "已在页面上修改完成时限：适时→长期" in text_of(answer)
    assert DecideForm(answer).fields == {}
    late = send(admin_client, batch, form, **{cell: "每月"})
    assert "这批数据当前是“已导入”，不能再修改。" in text_of(late)


def test_the_page_of_an_unknown_header_asks_for_the_kind_and_then_for_the_columns(
    admin_client, administrator, units  # noqa: F811
):  # fmt: skip
    header = ["哪家单位", "属于哪类", "干哪件事", "怎么干好", "何时干完", "谁来干"]
    batch = hand_in(administrator, [ROW], header=header, title="工作表")
    assert "先选定清单类型" in text_of(admin_client.get(batch.get_absolute_url()))
    batches.reread(batch.pk, administrator, kind="service_item", year=2025)
    form = form_on(admin_client, batch)
    fields = ["unit", "category", "title", "measures", "deadline", "people"]
    chosen = {of_column(form, label): field for label, field in zip(header, fields, strict=True)}
    done = send(admin_client, batch, form, **chosen)
    assert "已记住6个栏目的对应并重新核对，没有要处理的行了。" in text_of(done)
    # Left out again, the title is missed: the page says so, and takes it back.
    form = DecideForm(done)
    lost = send(admin_client, batch, form, button=("forget", "干哪件事"))
    assert "按现在的选择读不出这份文件" in text_of(lost)
    again = send(
        admin_client, batch, DecideForm(lost), **{of_column(DecideForm(lost), "干哪件事"): "title"}
    )
    assert "没有要处理的行了" in text_of(again)


def test_rows_of_progress_that_wait_have_a_list_of_their_own(
    admin_client, administrator, report  # noqa: F811
):  # fmt: skip
    from tests.tasks.test_progress_import import SHEET, row

    rows = [row(c1="完成机关党委换届并报备"), row(c1="税费政策上门")]
    batch = hand_in(administrator, rows, **SHEET)
    answer = admin_client.get(f"{batch.get_absolute_url()}?show=waits")
    said = text_of(answer)
    assert "新增1" in said
    assert "待定1" in said
    assert "1行待定，不会写入" in said
    assert "2行：新增1，待定1" in text_of(admin_client.get("/imports/"))
    assert items_in(answer) == ["row-warn"]
    form = DecideForm(answer)
    done = send(admin_client, batch, form, button=next(b for b in form.buttons if b[0] == "join"))
    assert "没有要处理的行了" in text_of(done)
    batches.commit(batch.pk, administrator)
    assert report.lines.get(item__title="税费政策“上门办”").percent == 85


# --- Size -----------------------------------------------------------------------------------------------


def test_many_faults_cost_no_more_queries(
    admin_client, administrator, units, django_assert_max_num_queries  # noqa: F811
):  # fmt: skip
    counts = []
    for number in (2, 120):
        rows = [changed(c0=f"无名{n}", c2=f"事项{n}", c4="适时") for n in range(number)]
        batch = hand_in(administrator, rows)
        admin_client.get(batch.get_absolute_url())
        with django_assert_max_num_queries(20) as asked:
            answer = admin_client.get(batch.get_absolute_url())
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "另有90个名称，处理完这些后列出" in text_of(answer)
