from units.models.district import District, DistrictGuidance, Office
from units.models.organisation import OrganisationKind, PartyOrganisation
from units.models.person import Appointment, Person, Role
from units.models.unit import LeadingGroup, Unit, UnitAlias, UnitChange, UnitKind

__all__ = [
    "Appointment",
    "District",
    "DistrictGuidance",
    "LeadingGroup",
    "Office",
    "OrganisationKind",
    "PartyOrganisation",
    "Person",
    "Role",
    "Unit",
    "UnitAlias",
    "UnitChange",
    "UnitKind",
]
