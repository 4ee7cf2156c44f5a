"""Imports ask this app who is meant by a unit's name."""


def register():
    from units.directory import unit_directory
    from zhaotong_portal.imports.registry import register_directory

    register_directory(unit_directory)
