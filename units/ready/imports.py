"""Imports ask this app who is meant by a unit's name, and bring in the units themselves."""


def register():
    from units.directory import short_names, unit_directory
    from units.imports import UnitImporter
    from zhaotong_portal.imports.registry import register as register_importer
    from zhaotong_portal.imports.registry import register_directory

    register_directory(unit_directory, short_names)
    register_importer(UnitImporter)
