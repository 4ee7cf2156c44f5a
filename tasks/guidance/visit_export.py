"""调研报备: the visits in the fields that the platform for registering them asks for (L4). The fields are a setting."""

from django.conf import settings

from zhaotong_portal.exports.tables import streamed, table
from zhaotong_portal.wording import people_text

FIELDS = {
    "purpose": lambda row: row.purpose,
    "kind": lambda row: row.get_kind_display(),
    "visitor": lambda row: settings.COMMITTEE_NAME,
    "lead": lambda row: row.lead,
    "lead_post": lambda row: row.lead_post,
    "team": lambda row: people_text(row.team, most=50) if row.team else "",
    "people_count": lambda row: row.people_count,
    "starts_on": lambda row: row.starts_on,
    "ends_on": lambda row: row.ends_on,
    "county": lambda row: row.county,
    "units": lambda row: people_text([unit.name for unit in row.units.all()], most=84),
    "places": lambda row: row.places,
    "contact": lambda row: row.contact,
    "contact_phone": lambda row: row.contact_phone,
    "registration_number": lambda row: row.registration_number,
    "registered_at": lambda row: row.registered_at,
    "state": lambda row: row.get_state_display(),
    "note": lambda row: row.note,
}


def table_of(rows, chips=()):
    chosen = settings.VISIT_REGISTRATION_FIELDS
    head = ("序号", *(label for label, _ in chosen))
    return table("visits", "调研报备表", head, lambda: _rows(streamed(rows), chosen), count=rows.count, chips=chips)  # fmt: skip


def _rows(rows, chosen):
    for number, row in enumerate(rows, 1):
        yield (number, *(FIELDS[name](row) for _, name in chosen))
