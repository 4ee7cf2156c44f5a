"""设置调整: a dated act by which a unit's tree of party organisations changes, with its approval document (A5).

The unit proposes, staff decide; what an approval does to the tree is said in units/workflows/setup_act.py.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from units.models.organisation import OrganisationKind, PartyOrganisation
from units.models.unit import Unit


class SetupKind(models.TextChoices):
    FOUND = "found", "新建"
    ADJUST = "adjust", "调整"
    MERGE = "merge", "合并"
    DISSOLVE = "dissolve", "撤销"


# 优化调整 of the article; what is newly founded is counted apart (docs/decisions, features.md §12).
COUNTED_AS_ADJUSTED = (SetupKind.ADJUST, SetupKind.MERGE, SetupKind.DISSOLVE)
# Acts that say how the organisation shall be: its name, kind, place and marks.
SAYS_HOW = (SetupKind.FOUND, SetupKind.ADJUST)


class SetupActState(models.TextChoices):
    PROPOSED = "proposed", "待审批"
    APPROVED = "approved", "已批准"
    DECLINED = "declined", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"


class SetupActQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self)

    def approved(self):
        return self.filter(state=SetupActState.APPROVED)

    def waiting(self):
        return self.filter(state=SetupActState.PROPOSED)

    def effective_within(self, first, last):
        """Approved acts that took effect between two days, both included."""
        return self.approved().filter(effective_on__range=(first, last))

    def adjustments_within(self, first, last):
        """The figure `setup_adjusted`: approved 调整、合并、撤销 by the day of effect."""
        return self.effective_within(first, last).filter(kind__in=COUNTED_AS_ADJUSTED)

    def for_list(self):
        return self.select_related("unit", "organisation", "into", "parent", "proposed_by")


class SetupAct(models.Model):
    """`organisation`: the one that is adjusted, merged or dissolved; of 新建 the one that the approval made.

    `name` … `is_project_front` say how the organisation shall be (新建, 调整); `into` where a merged one goes.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="setup_acts", verbose_name="单位")
    kind = models.CharField("类型", max_length=10, choices=SetupKind)
    organisation = models.ForeignKey(
        PartyOrganisation, models.PROTECT, null=True, blank=True, related_name="setup_acts", verbose_name="党组织",
    )  # fmt: skip
    into = models.ForeignKey(
        PartyOrganisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="并入",
    )  # fmt: skip
    name = models.CharField("党组织名称", max_length=100, blank=True)
    organisation_kind = models.CharField(
        "党组织类别", max_length=20, choices=OrganisationKind, blank=True
    )
    parent = models.ForeignKey(
        PartyOrganisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上级党组织",
    )  # fmt: skip
    is_service_window = models.BooleanField("窗口党支部", default=False)
    is_project_front = models.BooleanField("项目一线党支部", default=False)
    effective_on = models.DateField("生效日期")
    reason = models.CharField("调整理由", max_length=300)
    document = models.CharField("批准文件", max_length=200, blank=True)
    # What an approved adjustment changed, as people read it: {field: [from, to]}.
    effect = models.JSONField("调整内容", default=dict, blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=SetupActState, default=SetupActState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="申请人",
    )  # fmt: skip
    proposed_at = models.DateTimeField("申请时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人",
    )  # fmt: skip
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)

    objects = SetupActQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "设置调整"
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SetupKind.values), name="setup_act_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SetupActState.values), name="setup_act_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=SetupKind.FOUND) | Q(organisation__isnull=False),
                name="setup_act_names_its_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=SAYS_HOW)
                | (~Q(name="") & Q(organisation_kind__in=OrganisationKind.values)),
                name="setup_act_says_how_it_shall_be",
            ),
            models.CheckConstraint(
                condition=Q(kind=SetupKind.MERGE, into__isnull=False)
                | (~Q(kind=SetupKind.MERGE) & Q(into=None)),
                name="only_a_merger_goes_into_another",
            ),  # fmt: skip
            models.CheckConstraint(
                condition=Q(into=None) | Q(organisation=None) | ~Q(into=F("organisation")),
                name="nothing_merges_into_itself",
            ),
            models.CheckConstraint(
                condition=~Q(state=SetupActState.APPROVED)
                | (Q(organisation__isnull=False, decided_at__isnull=False) & ~Q(document="")),
                name="approved_setup_act_has_its_document",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state=SetupActState.PROPOSED),
                name="one_open_setup_act_an_organisation",
            ),
        ]
        indexes = [models.Index(fields=["state", "effective_on"], name="setup_act_by_effect")]

    def __str__(self):
        return f"{self.get_kind_display()}{self.subject}"

    def get_absolute_url(self):
        return reverse("setup_act", args=[self.pk])

    @property
    def subject(self):
        """The organisation as the act found it, or as it shall be called."""
        return self.organisation.name if self.organisation_id else self.name
