"""工作与月报 in the admin: the catalogue and the months are kept here; what a workflow moves is read-only."""

from django import forms
from django.contrib import admin

from tasks import phase_checks, revising
from tasks.assigning import fan_out
from tasks.models import (
    ActivityFeed,
    ActivityKind,
    Delivery,
    HistoryTotal,
    Indicator,
    IndicatorVersion,
    KeyTask,
    KeyTaskTemplate,
    LedProject,
    ListKind,
    MechanismKind,
    Month,
    MonthException,
    MonthlyReport,
    PhaseTask,
    ReminderSheet,
    ServiceItem,
    ServiceList,
    Theme,
    YearPhase,
)
from units.admin_base import ReadOnlyAdmin, TableAdmin


class IndicatorForm(forms.ModelForm):
    """Says beside the field what the catalogue would refuse (tasks/revising.py)."""

    def clean(self):
        cleaned = super().clean()
        if "minutes" in cleaned:
            for name, value in cleaned.items():
                setattr(self.instance, name, value)
            revising.check_budget(self.instance)
        return cleaned


class IndicatorVersionInline(admin.TabularInline):
    model = IndicatorVersion
    fields = readonly_fields = [
        "number", "valid_from", "name", "level", "definition", "changed_by", "changed_at",
    ]  # fmt: skip
    can_delete = False
    extra = 0

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Indicator)
class IndicatorAdmin(TableAdmin):
    form = IndicatorForm
    inlines = [IndicatorVersionInline]
    list_display = [
        "order",
        "name",
        "level",
        "quantity",
        "source",
        "is_stock",
        "minutes",
        "asked_until",
        "is_active",
        "version",
    ]
    list_display_links = ["name"]
    list_filter = ["level", "source", "quantity", "is_active"]
    search_fields = ["name", "code"]

    def has_import_permission(self, request):
        """One by one: each new request for figures is weighed, each change of meaning becomes a version."""
        return False

    def store(self, request, obj, change):
        if change:
            revising.revise(obj, request.user)
        else:
            revising.introduce(obj)


class PhaseTaskInline(admin.TabularInline):
    model = PhaseTask
    fields = ["order", "title", "check_code"]
    extra = 0

    def formfield_for_dbfield(self, db_field, request, **options):
        if db_field.name == "check_code":
            options["widget"] = forms.Select(
                choices=[("", "由工委办结后勾选"), *phase_checks.choices()]
            )
        return super().formfield_for_dbfield(db_field, request, **options)


@admin.register(YearPhase)
class YearPhaseAdmin(TableAdmin):
    list_display = ["year", "phase", "starts_on", "ends_on"]
    list_display_links = ["phase"]
    list_filter = ["year"]
    inlines = [PhaseTaskInline]


class ActivityFeedInline(admin.TabularInline):
    model = ActivityFeed
    extra = 0


@admin.register(ActivityKind)
class ActivityKindAdmin(TableAdmin):
    list_display = ["order", "name", "words", "is_active"]
    list_display_links = ["name"]
    filter_horizontal = ["absorbs"]
    inlines = [ActivityFeedInline]
    search_fields = ["name", "code"]


@admin.register(HistoryTotal)
class HistoryTotalAdmin(TableAdmin):
    list_display = ["name", "scope_name", "years", "value_text", "source"]
    list_filter = ["from_year", "indicator", "unit__district"]
    list_select_related = ["indicator", "unit", "district"]
    search_fields = ["label", "indicator__name", "unit__name", "unit__short_name", "source"]
    autocomplete_fields = ["unit"]


@admin.register(Month)
class MonthAdmin(TableAdmin):
    list_display = ["period", "opens_on", "due_at", "grace_until", "lock_at", "locked_at"]
    readonly_fields = ["locked_at"]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, "period"] if obj else self.readonly_fields

    def has_add_permission(self, request):
        """A month comes with its reports and lines (open_month), never as a bare row."""
        return False

    def has_import_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        """Its reports would stand without a clock."""
        return False


@admin.register(MonthException)
class MonthExceptionAdmin(TableAdmin):
    list_display = ["month", "unit", "kind", "due_at", "reason", "granted_by"]
    list_filter = ["kind", "unit__district"]
    list_select_related = ["month", "unit", "granted_by"]
    search_fields = ["unit__name", "unit__short_name", "reason"]
    autocomplete_fields = ["unit"]
    exclude = ["granted_by"]

    def get_readonly_fields(self, request, obj=None):
        # Another unit or month is another exception: its figures would stay as this one made them.
        return ["month", "unit"] if obj else []

    def has_delete_permission(self, request, obj=None):
        kept = obj is not None and obj.month.is_locked
        return not kept and super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change):
        obj.granted_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(KeyTaskTemplate)
class KeyTaskTemplateAdmin(TableAdmin):
    list_display = ["year", "title", "audience", "deadline"]
    list_display_links = ["title"]
    list_filter = ["year", "audience"]
    search_fields = ["title"]
    autocomplete_fields = ["units"]

    def save_related(self, request, form, formsets, change):
        """Once it is known for whom the task is, each of those units gets its item."""
        super().save_related(request, form, formsets, change)
        items = fan_out(form.instance)
        if items:
            self.message_user(request, f"已分解到 {len(items)} 个单位。")


class ListKindForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        if "minutes" in cleaned:
            self.instance.minutes, self.instance.is_active = (
                cleaned["minutes"],
                cleaned["is_active"],
            )
            revising.check_list_budget(self.instance)
        return cleaned


@admin.register(ListKind)
class ListKindAdmin(TableAdmin):
    form = ListKindForm
    list_display = ["order", "name", "units_add", "minutes", "basis", "asked_until", "is_active"]
    list_display_links = ["name"]
    search_fields = ["name"]

    def has_import_permission(self, request):
        """One by one: each new request is weighed."""
        return False

    def has_delete_permission(self, request, obj=None):
        kept = obj is not None and obj.items().exists()
        return not kept and super().has_delete_permission(request, obj)


@admin.register(ServiceList)
class ServiceListAdmin(TableAdmin):
    list_display = ["year", "unit", "category", "label", "issued_on", "number"]
    list_filter = ["year", "category", "unit__district"]
    list_select_related = ["unit"]
    search_fields = ["unit__name", "unit__short_name", "number"]
    autocomplete_fields = ["unit"]


class ItemAdmin(ReadOnlyAdmin):
    list_display = [
        "year",
        "unit",
        "title",
        "state",
        "percent",
        "light",
        "deadline",
        "first_deadline",
    ]
    list_display_links = ["title"]
    list_filter = ["year", "state", "light", "unit__district"]
    list_select_related = ["unit"]
    search_fields = ["title", "unit__name", "unit__short_name"]


@admin.register(ServiceItem)
class ServiceItemAdmin(ItemAdmin):
    list_filter = [*ItemAdmin.list_filter, "category", "livelihood_ten", "enterprise_ten"]


@admin.register(LedProject)
class LedProjectAdmin(ItemAdmin):
    list_filter = [*ItemAdmin.list_filter, "lead"]


@admin.register(KeyTask)
class KeyTaskAdmin(ItemAdmin):
    pass


@admin.register(MonthlyReport)
class MonthlyReportAdmin(ReadOnlyAdmin):
    list_display = ["period", "unit", "state", "first_signed_at", "signed_by", "decided_by"]
    list_display_links = ["unit"]
    list_filter = ["state", "period", "unit__district"]
    list_select_related = ["unit", "signed_by", "decided_by"]
    search_fields = ["unit__name", "unit__short_name"]


@admin.register(ReminderSheet)
class ReminderSheetAdmin(ReadOnlyAdmin):
    list_display = [
        "period",
        "unit",
        "version",
        "state",
        "document_number",
        "issued_by",
        "signed_for_by",
    ]
    list_display_links = ["unit"]
    list_filter = ["state", "period", "unit__district"]
    list_select_related = ["unit", "issued_by", "signed_for_by"]
    search_fields = ["unit__name", "unit__short_name", "document_number"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "subject", "recipient", "channel", "state", "attempts", "sent_at"]
    list_display_links = ["subject"]
    list_filter = ["state", "channel"]
    list_select_related = ["recipient"]
    search_fields = ["subject", "recipient__name"]


@admin.register(MechanismKind)
class MechanismKindAdmin(TableAdmin):
    list_display = ["order", "name", "code", "is_active"]
    list_display_links = ["name"]


@admin.register(Theme)
class ThemeAdmin(TableAdmin):
    list_display = ["order", "name", "meaning", "is_active"]
    list_display_links = ["name"]
