"""Where else a finding is spoken of, and what on other pages leads back to it (G17).

Items and commitments are linked by staff; sheet lines, supervision orders, rating cases, visits and clues by what made them.
"""

import re
from dataclasses import dataclass

from django.db import transaction

from reviews.models import Clue, Finding, InspectionVisit, RatingCase
from tasks.models import Commitment, SheetLine, SupervisionOrder, WorkItem
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed, WorkflowError

SHOWN = 6


@dataclass(frozen=True)
class Link:
    kind: str
    text: str
    url: str
    note: str = ""


def links_of(finding, user):
    """All that this reader may open; what is out of scope is not named."""
    for kind, rows in (
        ("事项", WorkItem.objects.visible_to(user).filter(findings=finding)),
        ("商定事项", Commitment.objects.visible_to(user).filter(findings=finding)),
        ("督办单", SupervisionOrder.objects.visible_to(user).filter(subject_key=subject(finding))),
        ("差评件", RatingCase.objects.visible_to(user).filter(finding=finding)),
        ("督查", InspectionVisit.objects.visible_to(user).filter(pk=finding.inspection_visit_id).select_related("inspection", "unit")),
        ("线索", Clue.objects.visible_to(user).filter(finding=finding)),
    ):  # fmt: skip
        for row in rows[:SHOWN]:
            yield Link(kind, str(row), row.get_absolute_url(), row.get_state_display())
    if user.scope.role != Role.INSPECTOR:
        lines = SheetLine.objects.filter(subject_key=subject(finding)).select_related("sheet")
        lines = user.scope.within(lines, "sheet__unit").exclude(sheet__state="composed")
        for line in lines.order_by("-sheet__period", "-pk")[:SHOWN]:
            sheet = line.sheet
            text = sheet.document_number or sheet.period.label
            yield Link("工作提示单", text, sheet.get_absolute_url(), line.get_state_display())


def subject(finding):
    """Its name in sheets and orders."""
    return f"finding:{finding.pk}"


# What staff may link, by the address of its page.
KINDS = {"items": (WorkItem, "items"), "commitments": (Commitment, "commitments")}
ADDRESS = re.compile(r"(items|commitments)/(\d+)")


@transaction.atomic
def link(finding_id, actor, address, keep=True):
    """Staff say which promised item or commitment of the same unit a problem belongs to, by its address or number."""
    finding = Finding.objects.visible_to(actor).get(pk=finding_id)
    if actor.scope.role != Role.STAFF or not actor.scope.decides_for(finding.unit):
        raise NotAllowed("相关事项由工委科室登记。")
    kind, number = _read(address)
    model, name = KINDS[kind]
    row = model.objects.visible_to(actor).filter(pk=number, unit=finding.unit_id).first()
    if row is None:
        raise WorkflowError("没有找到这个事项，或不是同一单位的，请核对网址。")
    links = getattr(finding, name)
    links.add(row) if keep else links.remove(row)
    label = "关联" if keep else "取消关联"
    text = str(model._meta.verbose_name)
    record(actor, "finding.linked", f"{label}{text}", finding, changes={text: ["", str(row)[:100]]})
    return row


def _read(address):
    address = address.strip()
    if found := ADDRESS.search(address):
        return found[1], int(found[2])
    if address.isdecimal():
        return "items", int(address)
    raise WorkflowError("请粘贴事项或商定事项页面的网址。")


def findings_of(user, **where):
    """For the page of an item, a commitment, a sheet: what of the ledger belongs there."""
    rows = Finding.objects.visible_to(user).filter(**where).select_related("unit")
    return rows.order_by("-found_on", "-pk")


def findings_of_sheet(user, sheet):
    keys = sheet.lines.filter(subject_key__startswith="finding:").values_list("subject_key", flat=True)  # fmt: skip
    return _named(user, keys)


def findings_of_order(user, order):
    return _named(user, [order.subject_key])


def _named(user, subject_keys):
    """The inverse of `subject`; keys of other matters name no finding."""
    pairs = [key.partition(":") for key in subject_keys]
    return findings_of(user, pk__in=[int(pk) for kind, _, pk in pairs if kind == "finding" and pk.isdecimal()])  # fmt: skip
