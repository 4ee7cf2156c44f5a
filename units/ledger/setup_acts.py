"""设置调整: the list of acts, and the form in which a unit asks for one."""

import django_filters
from django import forms

from units.ledger import fields
from units.ledger.filters import LedgerFilter
from units.ledger.ledger import Column, Ledger
from units.models import OrganisationKind, SetupAct, SetupActState, SetupKind
from units.models.setup_act import SAYS_HOW
from zhaotong_portal.wording import full_day_text


class SetupActFilter(LedgerFilter):
    model = SetupAct
    texts = ("name", "organisation__name", "document")
    kind = django_filters.ChoiceFilter(label="类型", choices=SetupKind.choices, empty_label="全部")
    state = django_filters.ChoiceFilter(
        label="状态", choices=SetupActState.choices, empty_label="全部"
    )


class SetupActForm(fields.RowForm):
    """What an act of this kind asks for; an adjustment shows how the organisation is now."""

    of_organisations = ("organisation", "into", "parent")

    organisation = fields.organisation()
    into = fields.organisation("并入哪个党组织")
    name = fields.line(SetupAct, "name", required=True)
    organisation_kind = fields.choice("党组织类别", OrganisationKind.choices)
    parent = fields.organisation("上级党组织", required=False, empty_label="无（单位最上一级）")
    is_service_window = forms.BooleanField(label="窗口党支部", required=False)
    is_project_front = forms.BooleanField(label="项目一线党支部", required=False)
    effective_on = fields.day("生效日期")
    reason = fields.line(SetupAct, "reason", required=True)
    document = fields.line(
        SetupAct, "document", label="请示或批准文件", help_text="可以由工委批准时填写。"
    )

    def __init__(self, data=None, *, kind, organisation=None, **kwargs):
        super().__init__(data, **kwargs)
        self.kind = kind
        for name in self._not_asked(kind, organisation):
            del self.fields[name]
        self.organisation = organisation
        if kind == SetupKind.FOUND and data is None:
            top = (
                self.unit.organisations.alive().filter(parent=None).order_by("order", "pk").first()
            )
            self.initial |= {"organisation_kind": OrganisationKind.BRANCH, "parent": top and top.pk}
        if organisation and kind == SetupKind.ADJUST and data is None:
            self.initial |= {
                "name": organisation.name,
                "organisation_kind": organisation.kind,
                "parent": organisation.parent_id,
                "is_service_window": organisation.is_service_window,
                "is_project_front": organisation.is_project_front,
            }

    @staticmethod
    def _not_asked(kind, organisation):
        gone = [] if kind == SetupKind.MERGE else ["into"]
        if kind not in SAYS_HOW:
            gone += ["name", "organisation_kind", "parent", "is_service_window", "is_project_front"]
        # Whoever adjusts came from the organisation's page; how it is now stands in the form.
        if kind == SetupKind.FOUND or organisation:
            gone.append("organisation")
        return gone

    @property
    def facts(self):
        facts = dict(self.cleaned_data) | {"kind": self.kind}
        return facts | {"organisation": self.organisation} if self.organisation else facts


def tone_of(act):
    tones = {
        SetupActState.PROPOSED: "warn", SetupActState.APPROVED: "good", SetupActState.DECLINED: "bad",
    }  # fmt: skip
    return {"label": act.get_state_display(), "tone": tones.get(act.state, "neutral")}


def wanted_text(act):
    """What the act asks for, in a few words."""
    if act.kind == SetupKind.MERGE:
        return f"并入{act.into.name}"
    if act.kind == SetupKind.DISSOLVE:
        return ""
    marks = [label for label, on in (("窗口", act.is_service_window), ("项目一线", act.is_project_front)) if on]  # fmt: skip
    above = f"隶属{act.parent.name}" if act.parent_id else ""
    said = [act.name if act.kind == SetupKind.ADJUST else "", act.get_organisation_kind_display(), above, *marks]  # fmt: skip
    return "，".join(filter(None, said))


LEDGER = Ledger(
    code="setup-acts",
    name="设置调整",
    verb="申请",
    one="setup_act",
    many="setup_acts",
    model=SetupAct,
    filter=SetupActFilter,
    measure="件",
    note="新建、调整、合并、撤销由单位申请，工委批准后党组织树即时更新。",
    empty="单位申请新建、调整、合并、撤销党组织后会出现在这里。",
    columns=(
        Column("党组织", lambda row: row.subject),
        Column("类型", lambda row: row.get_kind_display()),
        Column("内容", wanted_text),
        Column("生效日期", lambda row: full_day_text(row.effective_on), value=lambda row: row.effective_on, sort="effective"),
        Column("状态", lambda row: row.get_state_display(), badge=tone_of),
        Column("批准文件", lambda row: row.document),
        Column("调整理由", lambda row: row.reason, more=True),
        Column("申请人", lambda row: row.proposed_by.name if row.proposed_by else "", more=True),
    ),
    sorts={
        "unit": ("unit__protocol_order", "-effective_on"),
        "effective": ("effective_on",),
        "-effective": ("-effective_on",),
    },
)  # fmt: skip
