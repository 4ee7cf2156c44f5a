"""Further parts of an entry's page that an app adds to one of its registers: a template and what it needs."""

from collections.abc import Callable

_parts: dict[str, list[Callable]] = {}


def register_part(code, provider: Callable):
    """`provider(user, entry)` returns a `zhaotong_portal.panels.Panel` or None."""
    _parts.setdefault(code, []).append(provider)


def page_parts(declared, user, entry):
    found = (provider(user, entry) for provider in _parts.get(declared.code, ()))
    return [part for part in found if part]
