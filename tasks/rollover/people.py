"""Who will be missing in the new year: appointments that end with the old one, units without their people, people
who never logged in. Only named here; people are appointed where people are kept.
"""

from datetime import date

from django.db.models import Exists, OuterRef

from units.models import Appointment, Person, Role, Unit
from zhaotong_portal.period import Period

NEEDED = (Role.OFFICER, Role.SECRETARY)


def ending(year, today):
    """Appointments of today that do not last into the new year."""
    return (
        Appointment.objects.current(today)
        .filter(ends_on__lte=date(year, 12, 31), person__is_active=True)
        .select_related("person", "unit", "district")
        .order_by("unit__protocol_order", "role", "pk")
    )


def units_without(year):
    """Units of the new year in which nobody will be officer, or nobody secretary."""
    first = date(year + 1, 1, 1)
    held = Appointment.objects.current(first).filter(unit=OuterRef("pk"), person__is_active=True)
    units = Unit.objects.active_in(Period(year + 1, 1)).annotate(
        **{f"has_{role.value}": Exists(held.filter(role=role)) for role in NEEDED}
    )
    return units.exclude(has_officer=True, has_secretary=True).order_by("protocol_order")


def never_logged_in(year):
    """Active people with an appointment that lasts into the new year and no log-in yet."""
    lasting = Appointment.objects.current(date(year + 1, 1, 1)).filter(person=OuterRef("pk"))
    return (
        Person.objects.filter(Exists(lasting), is_active=True, last_login=None)
        .prefetch_related("appointments__unit", "appointments__district")
        .order_by("name", "pk")
    )
