"""What every admin page of the portal shares: the audit trail, and read-only pages for workflow models."""

from django.contrib import admin
from import_export.admin import ExportActionMixin, ImportExportModelAdmin
from import_export.formats.base_formats import CSV, XLSX

from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.excel import safe_text
from zhaotong_portal.gate.leaving import pass_row


class HarmlessCells:
    """No text that goes out may run as a formula; the library itself takes off a leading "=" and nothing else.

    And each passes the gate: there is no page here to stop at, what bears a secrecy mark is withheld.
    """

    def _escape_formulae(self, dataset):
        rows = [
            [
                safe_text(cell) if isinstance(cell, str) else cell
                for cell in pass_row(dataset.headers, row)
            ]
            for row in dataset
        ]
        for _ in range(len(dataset)):
            dataset.lpop()
        for row in rows:
            dataset.append(row)


class SafeXLSX(HarmlessCells, XLSX):
    pass


class SafeCSV(HarmlessCells, CSV):
    pass


FORMATS = [SafeXLSX, SafeCSV]


class AuditedAdmin(admin.ModelAdmin):
    """Writes who changed what from what to what, as every page of the portal does."""

    list_per_page = 50

    def _tracked(self):
        return [field.name for field in self.model._meta.concrete_fields if field.editable]

    def save_model(self, request, obj, form, change):
        before = None
        if change:
            before = values_of(self.model.objects.get(pk=obj.pk), self._tracked())
        self.store(request, obj, change)
        changes = differences(before, obj, self._tracked()) if change else {}
        if changes or not change:
            action = "admin.change" if change else "admin.add"
            record(request.user, action, "修改" if change else "新增", obj, changes=changes)

    def store(self, request, obj, change):
        """Where the domain has a function for it, a table's admin calls that one."""
        obj.save()

    def delete_model(self, request, obj):
        record(request.user, "admin.delete", "删除", obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)


class TableAdmin(AuditedAdmin, ImportExportModelAdmin):
    """A table that the administrator keeps: search, filters, import and export as xlsx or csv."""

    formats = FORMATS

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.visible_to(request.user) if hasattr(queryset, "visible_to") else queryset


class ReadOnlyAdmin(ExportActionMixin, admin.ModelAdmin):
    """A model whose moves are made by its workflow: shown here, changed only there."""

    formats = FORMATS
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
