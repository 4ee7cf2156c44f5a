"""Who is responsible for the rows of a table: by its own columns, by headings, by what stands around it."""

from .cells.unit_names import NamedUnits, split_names
from .messages import shortened
from .text import as_text, compact


class UnitColumns:
    """The part of a table's reader that looks for units."""

    def _units(self):
        if self.reading.kind.field_named("unit") is None:
            return [()] * len(self.rows), [False] * len(self.rows)
        lead = self._filled("unit", fills_down=not self.around.facts.writes_units_out)
        if lead is None or not (any(lead) or self.around.facts.names_units):
            lead = self._units_from_around()
        named = [
            self.reading.units[value] if value.__class__ is not NamedUnits else value
            for value in lead
        ]
        self._complain_of_units(named, lead)
        others = self._co_units()
        if others is None:
            return [
                n.units if not n.unknown else _certain(n, v)
                for n, v in zip(named, lead, strict=True)
            ], [n.everyone for n in named]
        joined = []
        for mine, other, value in zip(named, others, lead, strict=True):
            units = mine.units if not mine.unknown else _certain(mine, value)
            joined.append(
                tuple(dict.fromkeys(units + other.units)) if units or mine.everyone else ()
            )
        return joined, [m.everyone or o.everyone for m, o in zip(named, others, strict=True)]

    def _units_from_around(self):
        """No column names the unit: a heading does, or what stands around the table."""
        fallback = self.around.unit_text or ""
        if self.around.unit is not None:
            fallback = NamedUnits((self.around.unit,))
        resolve = self.reading.directory.resolve
        return [
            line.heading if line.heading and resolve(line.heading) is not None else fallback
            for line in self.lines
        ]

    def _complain_of_units(self, named, written):
        for position, (found, value) in enumerate(zip(named, written, strict=True)):
            if found.unknown:
                self._unknown_unit(position, "unit", found.unknown[0])
            elif not found.units and not found.everyone and self.reading.kind.needs_unit:
                self._say("missing_unit", position, "unit", value=as_text(value))

    def _unknown_unit(self, position, field, name):
        hint = self.reading.hints[name]
        self._say("unknown_unit", position, field, about=name, value=shortened(name), hint=hint)

    def _co_units(self):
        column = self._column("co_units")
        if column is None:
            return None
        named = [self.reading.units[value] for value in column]
        for position, found in enumerate(named):
            if found.unknown:
                self._unknown_unit(position, "co_units", found.unknown[0])
        return named


def _certain(named, value):
    """Units of a cell of which some are unknown: the first one counts only if it is the first written."""
    first = next(iter(split_names(value)), "") if not isinstance(value, NamedUnits) else ""
    return () if compact(first) in named.unknown else named.units
