"""基层党组织 by the names that lists give them inside their unit: 机关第一党支部, 市税务局机关一支部（党支部）."""

import difflib
import re

from units.names import name_key
from zhaotong_portal.excel.cells.numerals import with_digits

SHORTEST_END = 4
_FILLER = re.compile(r"^中共|党?委(员会)?$")


def organisation_key(name) -> str:
    """第1党支部 and 第一支部 are the same branch."""
    key = name_key(name)
    key = with_digits(_FILLER.sub("", key) or key)
    return key.replace("总支部", "总支").replace("党总支", "总支").replace("党支部", "支部")


class OrganisationNames:
    """Of some units, read at once."""

    def __init__(self, organisations):
        self.by_pk = {row.pk: row for row in organisations}
        self._by_unit = {}
        for row in self.by_pk.values():
            self._by_unit.setdefault(row.unit_id, {}).setdefault(
                organisation_key(row.name), []
            ).append(row)

    def of_unit(self, unit_id):
        return [row for rows in self._by_unit.get(unit_id, {}).values() for row in rows]

    def find(self, unit_id, text, unit=None):
        """The organisation that a text means, or None; the unit's name before it does not matter.

        第一党支部 is 机关第一党支部 where no other one ends so.
        """
        own = self._by_unit.get(unit_id, {})
        keys = [organisation_key(text)]
        for name in (unit.name, unit.short_name) if unit else ():
            keys.append(keys[0].removeprefix(organisation_key(name)))
        for key in keys:
            if len(found := own.get(key, ())) == 1:
                return found[0]
        ending = [row for key, rows in own.items() if key.endswith(keys[-1]) for row in rows]
        return ending[0] if len(ending) == 1 and len(keys[-1]) >= SHORTEST_END else None

    def unknown(self, unit, text) -> str:
        """What to say of a name that the unit has no organisation of."""
        names = [row.name for row in self.of_unit(unit.pk)]
        near = difflib.get_close_matches(text, names, n=3, cutoff=0.4)
        hint = f"是否为{'、'.join(f'“{name}”' for name in near)}？" if near else ""
        return (
            f"{unit.short_name}没有登记党组织“{text}”。{hint}请改为平台上的名称，或先登记党组织。"
        )
