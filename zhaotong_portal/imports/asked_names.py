"""Unit names that nobody knows, each asked once with its rows: what is answered becomes an alias."""

from zhaotong_portal.imports.fields import name_field
from zhaotong_portal.imports.places import places
from zhaotong_portal.imports.registry import unit_choices, unit_directory

# So many are asked at once; the others follow when these are answered.
ASKED = 30


def asked_names(messages, typed=None):
    """(the first unknown names with their rows and the units to choose from, how many more there are)."""
    said = {}
    for message in messages:
        if message["code"] == "unknown_unit" and message.get("about"):
            said.setdefault(message["about"], []).append(message)
    names = sorted(said, key=lambda name: -len(said[name]))
    if not names:
        return [], 0
    units, directory = unit_choices(), unit_directory()
    full = {key: name for key, name, _ in units}
    return [
        _asked(name, said[name], directory, units, full, typed or {}) for name in names[:ASKED]
    ], max(0, len(names) - ASKED)


def _asked(name, messages, directory, units, full, typed):
    found = (directory.resolve(short) for short in directory.suggestions(name))
    likely = list(dict.fromkeys(unit.key for unit in found if unit))
    field = name_field(name)
    selected = typed.get(field, "")
    return {
        "text": name,
        "name": field,
        "count": len(messages),
        "where": places(messages),
        "likely": [(key, full[key], str(key) == selected) for key in likely if key in full],
        "units": [(key, unit, str(key) == selected) for key, unit, _ in units if key not in likely],
    }
