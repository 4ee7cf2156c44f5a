"""A further list is set up in the catalogue, without programming: entered, imported, reported on, ended (K1)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from tasks.editing import add_item, lists_to_add_to
from tasks.figures.burden import budget_of
from tasks.models import ItemKind, ListKind, WorkItem
from tasks.opening import open_month
from tasks.revising import check_list_budget
from tests.import_world import workbook
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER
from zhaotong_portal.excel import FileRefused
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.models import ImportState

DECEMBER = NOVEMBER.next()
NAME = "争创攻坚措施"


@pytest.fixture
def striving(november):
    return ListKind.objects.create(name=NAME, basis="某号文件", units_add=True)


def an_item(actor, unit, title="打造服务品牌", **fields):
    return add_item(
        actor, unit, ItemKind.EXTRA_LIST, {"title": title, "year": 2026, "label": NAME} | fields
    )


def test_an_item_reports_each_month_until_the_list_ends(striving, officer, tax):
    item = an_item(officer, tax)
    assert item.kind_label == NAME
    assert item in WorkItem.objects.reporting_in(DECEMBER)
    striving.asked_until = NOVEMBER
    striving.save()
    assert item in WorkItem.objects.reporting_in(NOVEMBER)
    assert item not in WorkItem.objects.reporting_in(DECEMBER)


def test_it_stands_under_its_own_heading_in_the_month(striving, officer, tax, client):
    an_item(officer, tax)
    open_month(NOVEMBER)
    client.force_login(officer)
    page = client.get(reverse("month", args=[NOVEMBER])).content.decode()
    assert page.count(f">{NAME}") >= 1
    assert "打造服务品牌" in page


def test_who_may_add_is_said_by_the_list(striving, officer, staff, auditor, tax):
    ListKind.objects.filter(pk=striving.pk).update(units_add=False)
    assert list(lists_to_add_to(officer)) == []
    assert list(lists_to_add_to(staff)) == [striving]
    assert list(lists_to_add_to(auditor)) == []
    with pytest.raises(Exception, match="不能为这个单位新增"):
        an_item(officer, tax)
    with pytest.raises(Exception, match="不能为这个单位新增"):
        an_item(staff, tax, label="没有这个清单")


def test_its_form_opens_from_the_choice_of_kinds(striving, officer, tax, client):
    client.force_login(officer)
    choice = client.get(reverse("item_new")).content.decode()
    address = f"{reverse('item_new')}?kind=extra_list&list={striving.pk}"
    assert address.replace("&", "&amp;").rpartition("?")[2] in choice
    client.post(
        address,
        {"title": "打造服务品牌", "year": 2026, "deadline_kind": "ongoing",
         "milestones-TOTAL_FORMS": 0, "milestones-INITIAL_FORMS": 0},
    )  # fmt: skip
    assert WorkItem.objects.get(title="打造服务品牌").label == NAME
    assert client.get(f"{reverse('item_new')}?kind=extra_list&list=0").status_code == 404


def test_the_list_of_items_knows_it(striving, officer, tax, client):
    an_item(officer, tax)
    client.force_login(officer)
    page = client.get(reverse("items"), {"face": f"extra_list.{NAME}"})
    assert [row["item"].title for row in page.context["rows"]] == ["打造服务品牌"]


def test_its_name_stays_once_it_has_items(striving, officer, tax):
    an_item(officer, tax)
    striving.name = "别的名称"
    with pytest.raises(ValidationError, match="名称不能再改"):
        striving.save()
    with pytest.raises(ValidationError, match="不能删除"):
        striving.delete()


def test_it_states_its_minutes_and_its_basis_or_end(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        ListKind.objects.create(name="甲")
    with pytest.raises(IntegrityError), transaction.atomic():
        ListKind.objects.create(name="乙", basis="某号文件", minutes=0)


def test_lists_count_towards_the_minutes_that_a_month_may_cost(striving, settings):
    settings.MONTH_BUDGET_MINUTES = budget_of(NOVEMBER)[1] + 1
    check_list_budget(ListKind(name="又一清单", minutes=1, basis="某号文件"))
    with pytest.raises(ValidationError, match="超过上限"):
        check_list_budget(ListKind(name="又一清单", minutes=2, basis="某号文件"))


HEADER = ["序号", "责任单位", "事项", "具体措施", "责任人", "完成时限"]


def brought_in(administrator, title):
    row = [1, "市税务局", "打造服务品牌", "建立台账", "张某某", "2026-12-31"]
    file = workbook([row], title=title, header=HEADER)
    return batches.take_upload(file, administrator, kind="extra_list")


def test_a_workbook_that_names_the_list_is_its_list(striving, administrator, tax):
    batch = brought_in(administrator, f"2026年{NAME}一览表")
    assert (batch.state, batch.label) == (ImportState.PREVIEWED, NAME)
    batches.commit(batch.pk, administrator)
    item = WorkItem.objects.get(kind=ItemKind.EXTRA_LIST)
    assert (item.label, item.unit, item.measures) == (NAME, tax, "建立台账")


def test_a_workbook_that_names_none_is_refused_with_the_lists_there_are(striving, administrator):
    batch = brought_in(administrator, "2026年工作一览表")
    assert batch.state == ImportState.REFUSED
    assert NAME in batch.refusal["text"]
    assert FileRefused("no_such_list", "甲").text.endswith("甲。")
