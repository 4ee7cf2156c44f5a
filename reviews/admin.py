"""评议与整改 in the admin: codes, reasons and lists are kept here; findings move in their workflow. Ratings are not shown."""

from django.contrib import admin

from reviews.models import (
    BackgroundNote,
    ClueChannel,
    Finding,
    FindingCategory,
    Honour,
    InterviewReader,
    NamedReader,
    RatingPoint,
    RatingReason,
)
from units.admin_base import AuditedAdmin, ReadOnlyAdmin, TableAdmin


@admin.register(RatingPoint)
class RatingPointAdmin(TableAdmin):
    list_display = ["unit", "name", "token", "issued_at", "revoked_at"]
    list_display_links = ["token"]
    list_filter = ["unit__district"]
    list_select_related = ["unit"]
    search_fields = ["unit__name", "unit__short_name", "name"]
    readonly_fields = ["token"]
    autocomplete_fields = ["unit"]


@admin.register(RatingReason)
class RatingReasonAdmin(TableAdmin):
    list_display = ["order", "text", "for_poor", "for_good", "is_active"]
    list_display_links = ["text"]


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    list_display = ["found_on", "unit", "title", "source", "state", "due_on"]
    list_display_links = ["title"]
    list_filter = ["source", "state", "year", "unit__district"]
    list_select_related = ["unit"]
    search_fields = ["title", "unit__name", "unit__short_name"]

    def get_queryset(self, request):
        """What an unannounced visit found is confidential: not here."""
        return super().get_queryset(request).shown()


@admin.register(FindingCategory)
class FindingCategoryAdmin(TableAdmin):
    list_display = ["order", "name", "words", "is_active"]
    list_display_links = ["name"]


@admin.register(NamedReader)
class NamedReaderAdmin(TableAdmin):
    list_display = ["person", "matter", "starts_on", "ends_on", "why"]
    list_filter = ["matter"]
    list_select_related = ["person"]
    raw_id_fields = ["person"]


@admin.register(ClueChannel)
class ClueChannelAdmin(TableAdmin):
    """The token is told once by `manage.py clue_channel`, not here."""

    list_display = ["name", "callback_url", "is_active"]


@admin.register(Honour)
class HonourAdmin(TableAdmin):
    list_display = ["year", "title", "unit", "organisation", "level", "valid_until"]
    list_display_links = ["title"]
    list_filter = ["level", "year", "unit__district"]
    list_select_related = ["unit", "organisation"]
    search_fields = ["title", "unit__name", "unit__short_name", "organisation__name", "document"]
    autocomplete_fields = ["unit"]
    raw_id_fields = ["organisation"]


@admin.register(BackgroundNote)
class BackgroundNoteAdmin(TableAdmin):
    list_display = ["order", "title", "source", "is_active"]
    list_display_links = ["title"]
    search_fields = ["title", "text", "source"]


@admin.register(InterviewReader)
class InterviewReaderAdmin(AuditedAdmin):
    """Who may look at 约谈. The records themselves are not shown here to anybody."""

    list_display = ["person", "begins_on", "ends_on", "basis"]
    autocomplete_fields = ["person"]
