"""人员 and 任职: who logs in, and in which roles on which scope, from when to when."""

from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from units.dated import DatedQuerySet
from units.models.district import District, Office
from units.models.unit import Unit
from units.scope import COMMITTEE_SIDE, Scope


class Role(models.TextChoices):
    OFFICER = "officer", "党务干部"
    SECRETARY = "secretary", "党组织书记"
    STAFF = "staff", "工委科室干部"
    LEADER = "leader", "工委领导"
    INSPECTOR = "inspector", "督查组成员"
    ADMINISTRATOR = "administrator", "管理员"
    AUDITOR = "auditor", "审计员"


UNIT_ROLES = (Role.OFFICER, Role.SECRETARY)


class PersonManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        """A person who must change the given password at the first log-in (unless `fields` say otherwise)."""
        person = self.model(username=username, **{"name": username, **fields})
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who logs in. Names in lists remain text; rights come from appointments alone."""

    username = models.CharField(
        "登录名", max_length=50, unique=True, validators=[ASCIIUsernameValidator()],
        error_messages={"unique": "这个登录名已被使用。"},
    )  # fmt: skip
    name = models.CharField("姓名", max_length=50)
    phone = models.CharField("电话", max_length=30, blank=True)
    email = models.EmailField("邮箱", blank=True)
    office = models.ForeignKey(
        Office, models.SET_NULL, null=True, blank=True, related_name="people", verbose_name="科室"
    )
    is_active = models.BooleanField("启用", default=True)
    is_demo = models.BooleanField("演示账号", default=False, editable=False)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)
    # When a first password was last given out; one that nobody used in time no longer logs in.
    first_password_at = models.DateTimeField(
        "初始密码发放时间", null=True, blank=True, editable=False
    )
    date_joined = models.DateTimeField("建立时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = PersonManager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:units_person_change", args=[self.pk])

    # The role one works in at the moment; the middleware sets it from the session.
    acting_role: str | None = None

    @cached_property
    def current_appointments(self):
        """All appointments that hold today, in the order in which roles are offered: the own ones, then those of
        people for whom this person stands in (`Substitution`)."""
        rows = list(Appointment.objects.current().held_by(self))
        order = [role.value for role in Role]
        rows.sort(key=lambda row: (row.person_id != self.pk, order.index(row.role), row.pk))
        own = [row for row in rows if row.person_id == self.pk]
        return [row for row in rows if row.person_id == self.pk or _may_stand_in(own, row)]

    @cached_property
    def roles(self):
        return list(dict.fromkeys(row.role for row in self.current_appointments))

    @property
    def first_password_has_expired(self):
        days = settings.FIRST_PASSWORD_DAYS
        given = self.first_password_at
        if not (days and given and self.must_change_password):
            return False
        return given < timezone.now() - timedelta(days=days)

    @property
    def scope(self) -> Scope:
        """What this person may see and do in the role they work in now."""
        role = self.acting_role if self.acting_role in self.roles else None
        return self.scope_as(role or (self.roles[0] if self.roles else None))

    def scope_as(self, role) -> Scope:
        scopes = self.__dict__.setdefault("_scopes", {})
        if role not in scopes:
            held = [a for a in self.current_appointments if a.role == role]
            scopes[role] = Scope.of(role, held, self.pk)
        return scopes[role]

    def name_in_trail(self, obj, unit_id=None) -> str:
        """陈示例, or 陈示例（代 郑某甲） for what is done in somebody's stead."""
        scope = self.scope
        if not scope.stands_in:
            return self.name
        unit_id = unit_id or getattr(obj, "unit_id", None)
        unit = getattr(obj, "unit", None) or Unit.objects.filter(pk=unit_id).first()
        absent = scope.absent_for(unit)
        return f"{self.name}（代 {absent.absent_name}）" if absent else self.name

    def forget_scope(self):
        """After appointments changed within one process (tests, imports)."""
        for name in ("current_appointments", "roles", "_scopes"):
            self.__dict__.pop(name, None)

    # The Django admin asks these; the matrix of rules.md §3 answers (units/admin_rights.py).
    @property
    def is_staff(self):
        return self.is_active and self.scope.uses_admin

    def has_perm(self, perm, obj=None):
        from units.admin_rights import has_admin_permission

        return self.is_active and has_admin_permission(self, perm)

    def has_perms(self, perms, obj=None):
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label):
        return self.is_staff


def _may_stand_in(own, taken_over) -> bool:
    """Asked every day anew, whatever was agreed before: an officer never signs for the own unit, and who decides for
    the committee belongs to it."""
    if taken_over.role == Role.SECRETARY:
        return all(a.role != Role.OFFICER or a.unit_id != taken_over.unit_id for a in own)
    return any(a.role in COMMITTEE_SIDE for a in own)


class AppointmentQuerySet(DatedQuerySet):
    def held_by(self, person):
        """The person's own, and those of the absent whose role they have taken over for today; one query."""
        taken = person.substitutions.in_force()
        in_the_role = taken.filter(absent=OuterRef("person"), role=OuterRef("role"))
        absent = Q(person__in=taken.values("absent")) & Exists(in_the_role)
        return self.filter(Q(person=person) | absent).select_related("unit", "district", "person")

    def holding(self, role, unit=None):
        rows = self.current().filter(role=role, person__is_active=True)
        return rows if unit is None else rows.filter(unit=unit)


class Appointment(models.Model):
    """任职: a person holds a role on a scope. Neither district nor unit means the whole committee."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="appointments", verbose_name="人员"
    )
    role = models.CharField("角色", max_length=20, choices=Role)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name="片区",
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name="单位",
    )
    post = models.CharField("职务", max_length=50, blank=True)
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("离任日期", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
            models.CheckConstraint(
                condition=Q(role__in=UNIT_ROLES, unit__isnull=False, district=None)
                | Q(role=Role.INSPECTOR)
                | (~Q(role__in=UNIT_ROLES) & Q(unit=None)),
                name="role_fits_its_scope",
            ),
            models.CheckConstraint(
                condition=Q(district=None) | Q(unit=None), name="scope_is_a_district_or_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        scope = self.unit or self.district or "全市"
        return f"{self.person.name} {scope} {self.get_role_display()}"
