from units.models.district import District, DistrictGuidance, Office
from units.models.handover import Handover, HandoverState
from units.models.organisation import OrganisationKind, PartyOrganisation
from units.models.person import Appointment, Person, Role
from units.models.substitution import Substitution
from units.models.unit import LeadingGroup, Unit, UnitAlias, UnitChange, UnitKind

__all__ = [
    "Appointment",
    "District",
    "DistrictGuidance",
    "Handover",
    "HandoverState",
    "LeadingGroup",
    "Office",
    "OrganisationKind",
    "PartyOrganisation",
    "Person",
    "Role",
    "Substitution",
    "Unit",
    "UnitAlias",
    "UnitChange",
    "UnitKind",
]
