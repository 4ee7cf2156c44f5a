"""What every entry of a register has. A unit proposes, the committee's staff decide (rules.md §3)."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from units.names import name_key

FIRST_YEAR, LAST_YEAR = 1950, 2100
# Of people at a training, in a team: more than this is a slip of the finger.
MOST_HEADS = 100_000


class EntryState(models.TextChoices):
    PROPOSED = "proposed", "待核定"
    CONFIRMED = "confirmed", "已登记"
    DECLINED = "declined", "未采纳"
    STRUCK_OFF = "struck_off", "已撤销"


# What is neither refused nor taken back: the same thing may not stand twice among these.
STANDING = (EntryState.PROPOSED, EntryState.CONFIRMED)


class Sharing(models.TextChoices):
    """Which entries that are not their own the units may read."""

    NONE = "none"
    COMMITTEE = "committee"
    ALL = "all"


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit reads its own, and what the register shares; an inspector has no business here (rules.md §3)."""
        scope = user.scope
        if scope.reads_all:
            return self
        if not scope.works_in_unit:
            return self.none()
        return self.filter(Q(unit__in=scope.unit_ids) | self.model.shared())

    def confirmed(self):
        """What is on record: the only entries that any figure counts."""
        return self.filter(state=EntryState.CONFIRMED)

    def proposed(self):
        return self.filter(state=EntryState.PROPOSED)

    def between(self, since=None, until=None):
        """By the register's own day or year, both ends included; None leaves an end open."""
        name = self.model.WHEN
        if name == "year":
            since, until = since and since.year, until and until.year
        rows = self if since is None else self.filter(**{f"{name}__gte": since})
        return rows if until is None else rows.filter(**{f"{name}__lte": until})

    def of_year(self, year):
        name = self.model.WHEN
        return self.filter(**{name if name == "year" else f"{name}__year": year})

    def for_list(self):
        return self.select_related("unit", "unit__district")


class Entry(models.Model):
    """`TITLE` names the field that says what it is, `WHEN` the day or year that a figure goes by."""

    TITLE, WHEN, SHARING = "title", "year", Sharing.NONE

    unit = models.ForeignKey(
        "units.Unit", models.PROTECT, related_name="%(class)s_entries", verbose_name="单位"
    )
    title_key = models.CharField(max_length=300, editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=EntryState, default=EntryState.CONFIRMED, editable=False
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        editable=False, verbose_name="申报人",
    )  # fmt: skip
    note = models.CharField("备注", max_length=300, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return str(getattr(self, self.TITLE))

    def save(self, **kwargs):
        self.title_key = name_key(str(getattr(self, self.TITLE)))
        super().save(**kwargs)

    def get_absolute_url(self):
        from units.registers.register import register_of

        return reverse("register_entry", args=[register_of(type(self)).code, self.pk])

    def clean(self):
        """Before the constraints look at the key, which no form holds."""
        title = getattr(self, self.TITLE)
        if isinstance(title, str):
            setattr(self, self.TITLE, " ".join(title.split()))
        self.title_key = name_key(str(getattr(self, self.TITLE)))
        if not self.title_key:
            label = self._meta.get_field(self.TITLE).verbose_name
            raise ValidationError({self.TITLE: f"请填写{label}。"})

    @classmethod
    def shared(cls) -> Q:
        """Entries that every unit may read."""
        if cls.SHARING == Sharing.NONE:
            return Q(pk__in=[])
        on_record = Q(state=EntryState.CONFIRMED)
        return (
            on_record & Q(unit__is_committee=True)
            if cls.SHARING == Sharing.COMMITTEE
            else on_record
        )

    @property
    def year_of(self):
        when = getattr(self, self.WHEN)
        return when if self.WHEN == "year" else when.year


def state_is_known():
    return models.CheckConstraint(
        condition=Q(state__in=EntryState.values), name="%(class)s_state_is_known"
    )


def year_is_one():
    return models.CheckConstraint(
        condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="%(class)s_year_is_one",
        violation_error_message=f"年度应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。",
    )  # fmt: skip


def ends_after_it_begins(begins="begins_on", ends="ends_on"):
    return models.CheckConstraint(
        condition=Q(**{ends: None}) | Q(**{f"{ends}__gte": models.F(begins)}),
        name="%(class)s_ends_after_it_begins",
        violation_error_message="结束日期不能早于开始日期。",
    )


def heads_are_sane():
    return models.CheckConstraint(
        condition=Q(heads=None) | Q(heads__range=(1, MOST_HEADS)),
        name="%(class)s_heads_are_sane",
        violation_error_message=f"人数应在 1 到 {MOST_HEADS:,} 之间。",
    )


def only_once(*fields, message="这一条已经登记过，不能重复登记。"):
    """The same thing twice: compared by `title_key`, entries that were refused or struck off left out."""
    return models.UniqueConstraint(
        fields=[*fields, "title_key"],
        condition=Q(state__in=STANDING),
        name="%(class)s_is_there_once",
        violation_error_message=message,
    )
