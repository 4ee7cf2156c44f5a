"""Imports ask this app who is meant by a unit's name, and bring in units, people and party organisations."""


def register():
    from units import directory
    from units.imports.kinds import ORGANISATION
    from units.imports.organisations import OrganisationImporter
    from units.imports.people import PeopleImporter
    from units.imports.units import UnitImporter
    from zhaotong_portal.excel import register as register_kind
    from zhaotong_portal.imports.registry import register as register_importer
    from zhaotong_portal.imports.registry import register_units

    register_units(directory)
    register_kind(ORGANISATION)
    for importer in (UnitImporter, PeopleImporter, OrganisationImporter):
        register_importer(importer)
