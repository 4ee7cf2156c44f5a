"""单位与人员 in the admin: kept by the administrator, read by the auditor."""

from django import forms
from django.contrib import admin
from django.contrib.auth.forms import AdminPasswordChangeForm, ReadOnlyPasswordHashField
from django.contrib.auth.models import Group
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from units.admin_base import AuditedAdmin, ReadOnlyAdmin, TableAdmin
from units.models import (
    Appointment,
    District,
    DistrictGuidance,
    Office,
    PartyOrganisation,
    Person,
    Role,
    Unit,
    UnitAlias,
    UnitChange,
)
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import record
from zhaotong_portal.excel import KINDS
from zhaotong_portal.gate.models import GuardedWord
from zhaotong_portal.imports.meanings import ColumnMeaning

# Rights follow from appointments; Django's own groups give nobody anything here.
admin.site.unregister(Group)


class GuidanceInline(admin.TabularInline):
    model = DistrictGuidance
    extra = 0


@admin.register(District)
class DistrictAdmin(TableAdmin):
    list_display = ["order", "name", "note"]
    list_display_links = ["name"]
    search_fields = ["name", "note"]
    inlines = [GuidanceInline]


@admin.register(Office)
class OfficeAdmin(TableAdmin):
    list_display = ["order", "name"]
    list_display_links = ["name"]
    search_fields = ["name"]


class AliasInline(admin.TabularInline):
    model = UnitAlias
    extra = 1


class ChangeInline(admin.TabularInline):
    model = UnitChange
    extra = 0


@admin.register(Unit)
class UnitAdmin(TableAdmin):
    list_display = [
        "protocol_order",
        "short_name",
        "name",
        "kind",
        "district",
        "active_from",
        "active_to",
    ]
    list_display_links = ["short_name"]
    list_filter = ["district", "kind", "leading_group", "party_relations_local"]
    list_select_related = ["district"]
    search_fields = ["name", "short_name", "code", "aliases__text", "pinyin"]
    autocomplete_fields = ["succeeded_by"]
    inlines = [AliasInline, ChangeInline]


@admin.register(PartyOrganisation)
class PartyOrganisationAdmin(TableAdmin):
    view_on_site = False
    list_display = [
        "unit",
        "name",
        "kind",
        "parent",
        "is_service_window",
        "is_project_front",
        "dissolved_on",
    ]
    list_display_links = ["name"]
    list_filter = ["kind", "is_service_window", "is_project_front", "unit__district"]
    list_select_related = ["unit", "parent"]
    search_fields = ["name", "unit__name", "unit__short_name"]
    autocomplete_fields = ["unit", "parent"]


class AppointmentInline(admin.TabularInline):
    model = Appointment
    extra = 0
    autocomplete_fields = ["unit"]


class PersonForm(forms.ModelForm):
    """A new person gets a first password here, which the first log-in must change."""

    first_password = forms.CharField(
        label="初始密码", required=False, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="新建人员时填写；本人首次登录须修改。",
    )  # fmt: skip
    password = ReadOnlyPasswordHashField(label="密码", required=False)

    class Meta:
        model = Person
        fields = [
            "username",
            "name",
            "phone",
            "email",
            "office",
            "is_active",
            "must_change_password",
        ]

    def clean_first_password(self):
        text = self.cleaned_data["first_password"]
        if self.instance._state.adding and not text:
            raise forms.ValidationError("请填写初始密码。")
        return text

    def save(self, commit=True):
        if self.cleaned_data["first_password"]:
            self.instance.set_password(self.cleaned_data["first_password"])
            self.instance.must_change_password = True
            self.instance.first_password_at = timezone.now()
        return super().save(commit)


@admin.register(Person)
class PersonAdmin(AuditedAdmin):
    form = PersonForm
    view_on_site = False
    list_display = ["username", "name", "office", "phone", "is_active", "last_login"]
    list_filter = ["is_active", "appointments__role", "office"]
    list_select_related = ["office"]
    search_fields = [
        "username",
        "name",
        "appointments__unit__name",
        "appointments__unit__short_name",
    ]
    readonly_fields = ["last_login"]
    inlines = [AppointmentInline]

    def get_urls(self):
        view = self.admin_site.admin_view(self.reset_password)
        return [path("<int:pk>/password/", view, name="person_password"), *super().get_urls()]

    def reset_password(self, request, pk):
        """A new first password, for somebody who forgot theirs."""
        person = get_object_or_404(Person, pk=pk)
        if not self.has_change_permission(request, person):
            return redirect("admin:index")
        form = AdminPasswordChangeForm(person, request.POST or None)
        if request.method == "POST" and form.is_valid():
            person.must_change_password = True
            person.first_password_at = timezone.now()
            form.save()
            record(request.user, "admin.password", "重置密码", person)
            self.message_user(request, "密码已重置，本人下次登录须修改。")
            return redirect(reverse("admin:units_person_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "title": f"重置密码：{person.name}",
        }
        return TemplateResponse(request, "admin/units/person/password.html", context)


@admin.register(Appointment)
class AppointmentAdmin(TableAdmin):
    list_display = ["person", "role", "district", "unit", "post", "starts_on", "ends_on"]
    list_filter = ["role", "district"]
    list_select_related = ["person", "district", "unit"]
    search_fields = ["person__name", "person__username", "unit__name", "unit__short_name"]
    autocomplete_fields = ["person", "unit"]
    date_hierarchy = "starts_on"


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor_name", "role_label", "action_label", "object_label", "reason"]
    list_filter = ["action_label"]
    search_fields = ["actor_name", "object_label", "reason"]
    date_hierarchy = "at"

    @admin.display(description="身份", ordering="role")
    def role_label(self, entry):
        return dict(Role.choices).get(entry.role, "")


@admin.register(ColumnMeaning)
class ColumnMeaningAdmin(AuditedAdmin):
    """What imports have learnt of columns: said on a preview, taken back there or here."""

    list_display = ["label", "kind_label", "field_label", "by", "at"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    search_fields = ["label"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description="清单类型", ordering="kind")
    def kind_label(self, meaning):
        kind = KINDS.get(meaning.kind)
        return kind.label if kind else meaning.kind

    @admin.display(description="对应内容")
    def field_label(self, meaning):
        kind = KINDS.get(meaning.kind)
        field = kind and kind.field_named(meaning.field)
        return field.label if field else "不导入"


@admin.register(GuardedWord)
class GuardedWordAdmin(TableAdmin):
    """What texts may not hold, and phrases that only look like it; every change stands in the trail."""

    list_display = ["text", "kind", "level", "is_active", "note", "changed_at"]
    list_filter = ["kind", "level", "is_active"]
    search_fields = ["text", "note"]
