"""设置调整: proposed by the unit, decided by staff, done to the tree in one transaction; what cannot be is said."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from units.figures import ledger
from units.models import PartyOrganisation, SetupAct, SetupActState, Term
from units.workflows.setup_act import SETUP_ACT, approve, decline, propose, withdraw
from zhaotong_portal.workflow import Incomplete, NotAllowed, ReasonRequired, StateChanged

pytestmark = pytest.mark.usefixtures("units")
DAY = date(2025, 6, 1)
DOCUMENT = "昭直党组〔2025〕8号"


@pytest.fixture
def top(tax):
    return PartyOrganisation.objects.create(unit=tax, kind="general_branch", name="机关党总支", founded_on=date(2012, 7, 1))  # fmt: skip


@pytest.fixture
def branches(tax, top):
    return [
        PartyOrganisation.objects.create(unit=tax, kind="branch", name=f"机关第{word}党支部", parent=top, order=order, founded_on=date(2012, 7, 1))
        for order, word in enumerate("一二", 1)
    ]  # fmt: skip


def asked(officer, unit, kind, **fields):
    return propose(officer, unit, **{"kind": kind, "effective_on": DAY, "reason": "业务需要。"} | fields)  # fmt: skip


def founding(top, **fields):
    return {"name": "办税服务厅党支部", "organisation_kind": "branch", "parent": top, "is_service_window": True} | fields  # fmt: skip


def as_it_is(branch, **changed):
    return {
        "organisation": branch, "name": branch.name, "organisation_kind": branch.kind, "parent": branch.parent,
    } | changed  # fmt: skip


def test_an_approval_founds_the_branch_with_its_first_term(officer, staff, tax, top):
    act = asked(officer, tax, "found", **founding(top))
    assert not PartyOrganisation.objects.filter(name="办税服务厅党支部").exists()
    approve(act.pk, staff, DOCUMENT)
    made = PartyOrganisation.objects.get(name="办税服务厅党支部")
    assert (made.parent, made.founded_on, made.is_service_window) == (top, DAY, True)
    assert Term.objects.get(organisation=made).due_on == date(2028, 6, 1)
    assert ledger.total("branches_founded", DAY, DAY) == 1
    assert ledger.total("setup_adjusted", DAY, DAY) == 0


def test_an_adjustment_says_what_changed(officer, staff, tax, branches):
    act = asked(officer, tax, "adjust", **as_it_is(branches[0], name="办公室党支部", is_project_front=True))  # fmt: skip
    act = approve(act.pk, staff, DOCUMENT)
    branches[0].refresh_from_db()
    assert (branches[0].name, branches[0].is_project_front) == ("办公室党支部", True)
    assert act.effect["名称"] == ["机关第一党支部", "办公室党支部"]
    assert ledger.by_unit("setup_adjusted", DAY, DAY) == {tax.pk: 1}


def test_a_merger_takes_along_what_stands_below(officer, staff, tax, top, branches):
    other = PartyOrganisation.objects.create(unit=tax, kind="general_branch", name="直属党总支")
    act = asked(officer, tax, "merge", organisation=top, into=other)
    approve(act.pk, staff, DOCUMENT)
    top.refresh_from_db()
    assert (top.dissolved_on, top.merged_into) == (DAY, other)
    assert {row.parent for row in PartyOrganisation.objects.filter(kind="branch")} == {other}


def test_nothing_is_dissolved_over_the_heads_of_others(officer, tax, top, branches):
    with pytest.raises(ValidationError, match="还有下级党组织"):
        asked(officer, tax, "dissolve", organisation=top)


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        ("found", lambda top, one, two: founding(top, name="机关第1支部"), "name"),
        ("found", lambda top, one, two: founding(top, name="机关 第一党支部"), "name"),
        ("found", lambda top, one, two: founding(one), "parent"),
        ("found", lambda top, one, two: founding(top, effective_on=date(2125, 1, 1)), "effective_on"),
        ("adjust", lambda top, one, two: as_it_is(one), "name"),
        ("adjust", lambda top, one, two: as_it_is(one, parent=two), "parent"),
        ("adjust", lambda top, one, two: as_it_is(top, organisation_kind="branch"), "parent"),
        ("merge", lambda top, one, two: {"organisation": one, "into": one}, "into"),
        ("merge", lambda top, one, two: {"organisation": one, "into": None}, "into"),
        ("dissolve", lambda top, one, two: {"organisation": one, "effective_on": date(2011, 1, 1)}, "effective_on"),
        ("dissolve", lambda top, one, two: {"organisation": one, "reason": " "}, "reason"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(officer, tax, top, branches, kind, change, field):  # fmt: skip
    fields = change(top, *branches)
    with pytest.raises(ValidationError) as refused:
        asked(officer, tax, kind, **fields)
    assert field in refused.value.message_dict
    assert not SetupAct.objects.exists()


def test_one_open_act_an_organisation(officer, tax, branches):
    asked(officer, tax, "dissolve", organisation=branches[0])
    with pytest.raises(ValidationError, match="已有一项待审批"):
        asked(officer, tax, "merge", organisation=branches[0], into=branches[1])


def test_what_became_impossible_is_said_at_the_approval_and_changes_nothing(officer, staff, tax, branches):  # fmt: skip
    merge = asked(officer, tax, "merge", organisation=branches[0], into=branches[1])
    approve(asked(officer, tax, "dissolve", organisation=branches[1]).pk, staff, DOCUMENT)
    with pytest.raises(StateChanged, match="现在不能批准"):
        approve(merge.pk, staff, DOCUMENT)
    branches[0].refresh_from_db()
    assert branches[0].dissolved_on is None
    assert SetupAct.objects.get(pk=merge.pk).state == SetupActState.PROPOSED


def test_an_approval_needs_its_document_and_an_adjustment_its_day(officer, staff, tax, branches):
    act = asked(officer, tax, "dissolve", organisation=branches[0])
    with pytest.raises(Incomplete, match="批准文件"):
        approve(act.pk, staff)
    tomorrow = timezone.localdate() + timedelta(days=1)
    later = asked(officer, tax, "adjust", **as_it_is(branches[1], name="办公室党支部"), effective_on=tomorrow)  # fmt: skip
    with pytest.raises(Incomplete, match="还没有到"):
        approve(later.pk, staff, DOCUMENT)


def test_who_proposes_and_who_decides(officer, other_officer, staff, colleague, leader, tax, committee, weather, liaison, branches):  # fmt: skip
    act = asked(officer, tax, "dissolve", organisation=branches[0])
    for nobody in (officer, leader):
        with pytest.raises(NotAllowed):
            approve(act.pk, nobody, DOCUMENT)
    with pytest.raises(SetupAct.DoesNotExist):
        withdraw(act.pk, other_officer)
    with pytest.raises(NotAllowed):
        asked(other_officer, tax, "dissolve", organisation=branches[1])
    with pytest.raises(ReasonRequired):
        decline(act.pk, staff, " ")
    decline(act.pk, staff, "请先研究党员去向。")
    by_staff = asked(staff, tax, "dissolve", organisation=branches[1])
    with pytest.raises(NotAllowed, match="须由其他人员"):
        approve(by_staff.pk, staff, DOCUMENT)
    assert SETUP_ACT.allowed(by_staff, colleague) == ["approve", "decline"]
    assert SETUP_ACT.allowed(by_staff, staff) == ["withdraw"]
    far = PartyOrganisation.objects.create(unit=weather, kind="branch", name="第一党支部")
    with pytest.raises(NotAllowed):
        approve(asked(other_officer, weather, "dissolve", organisation=far).pk, liaison, DOCUMENT)
    own = asked(staff, committee, "found", **founding(None))
    approve(own.pk, leader, DOCUMENT)


def test_the_page_asks_proposes_and_decides(log_in, officer, staff, tax, top, branches):
    client = log_in(officer)
    page = client.get(f"/organisations/{branches[0].pk}/").content.decode()
    address = f"/ledger/setup-acts/new/?kind=adjust&unit={tax.pk}&organisation={branches[0].pk}"
    assert address.replace("&", "&amp;") in page
    assert 'value="机关第一党支部"' in client.get(address).content.decode()
    form = {"name": "机关第一党支部", "organisation_kind": "branch", "parent": top.pk, "effective_on": "2025-06-01", "reason": "更名。"}  # fmt: skip
    refused = client.post(address, form)
    assert refused.status_code == 422 and "没有要调整的内容" in refused.content.decode()
    made = client.post(address, form | {"name": "办公室党支部"})
    act = SetupAct.objects.get()
    assert made.url == act.get_absolute_url()
    client = log_in(staff)
    assert "设置调整待审批" in client.get("/").content.decode()
    lacking = client.post(f"{act.get_absolute_url()}approve/", {"document": ""})
    assert lacking.status_code == 409 and "请填写批准文件" in lacking.content.decode()
    client.post(f"{act.get_absolute_url()}approve/", {"document": DOCUMENT})
    branches[0].refresh_from_db()
    assert branches[0].name == "办公室党支部"
    late = client.post(f"{act.get_absolute_url()}decline/", {"reason": "晚了"})
    assert late.status_code == 409 and "已由" in late.content.decode()
    tree = log_in(officer).get(f"/organisations/tree/{tax.pk}/").content.decode()
    assert tree.index("机关党总支") < tree.index("办公室党支部")
