"""Which figures there are. A provider gives those of its area; one that reads a catalogue may ask the database."""

from collections.abc import Callable, Iterable

from zhaotong_portal.headline.figure import Figure, Group

_providers: list[Callable[[], Iterable[Figure]]] = []


def register(provider):
    _providers.append(provider)
    return provider


def all_figures() -> list[Figure]:
    """By chapter and order; another reading stands right after the figure that it reads."""
    found = [figure for provider in _providers for figure in provider()]
    by_key = {figure.key: figure for figure in found}
    chapters = {group: place for place, group in enumerate(Group)}

    def place(figure):
        main = by_key.get(figure.reading_of, figure)
        is_reading = bool(figure.reading_of)
        return chapters[main.group], main.order, main.key, is_reading, figure.order, figure.key

    return sorted(found, key=place)


def figure_of(key) -> Figure | None:
    return next((figure for figure in all_figures() if figure.key == key), None)
