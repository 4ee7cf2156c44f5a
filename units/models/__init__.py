from units.models.contact_point import ContactPoint
from units.models.district import District, DistrictGuidance, Office
from units.models.grade import Grade, GradeYear, GradeYearState, ImprovementPlan, YearlyGrade
from units.models.handover import Handover, HandoverState
from units.models.member_development import DevelopmentStage, MemberDevelopment
from units.models.organisation import OrganisationKind, PartyOrganisation
from units.models.pairing import Pairing
from units.models.party_officer import OfficerKind, PartyOfficer
from units.models.person import Appointment, Person, Role
from units.models.setup_act import SetupAct, SetupActState, SetupKind
from units.models.substitution import Substitution
from units.models.term import Term
from units.models.unit import LeadingGroup, Unit, UnitAlias, UnitChange, UnitKind
from units.models.youth_group import YouthStudyGroup

__all__ = [
    "Appointment",
    "ContactPoint",
    "DevelopmentStage",
    "District",
    "DistrictGuidance",
    "Grade",
    "GradeYear",
    "GradeYearState",
    "Handover",
    "HandoverState",
    "ImprovementPlan",
    "LeadingGroup",
    "MemberDevelopment",
    "Office",
    "OfficerKind",
    "OrganisationKind",
    "Pairing",
    "PartyOfficer",
    "PartyOrganisation",
    "Person",
    "Role",
    "SetupAct",
    "SetupActState",
    "SetupKind",
    "Substitution",
    "Term",
    "Unit",
    "UnitAlias",
    "UnitChange",
    "UnitKind",
    "YearlyGrade",
    "YouthStudyGroup",
]
