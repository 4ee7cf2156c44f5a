"""The catalogue's indicators by the names that lists give them: “第一议题”学习次数, 读书班（期）, first_topic."""

import difflib
import re

from tasks.models import Indicator, QuantityType
from units.names import name_key
from zhaotong_portal.excel.text import compact

# What figures are counted in, besides the catalogue's own words.
MEASURES = {
    *QuantityType.labels,
    "场次",
    "人",
    "家",
    "支",
    "件",
    "条",
    "户",
    "篇",
    "元",
    "亿元",
    "%",
    "百分点",
    "届",
    "批",
}
# Words of the same thing: 2992场次 is a number of 场.
ALIKE = {"场次": QuantityType.SESSIONS.label, "人": QuantityType.PERSONS.label}
_IN_BRACKETS = re.compile(
    r"(.+?)[(（【\[]单位[:：]?([^()（）]{1,3})[)）】\]]|(.+?)[(（【\[]([^()（）]{1,3})[)）】\]]"
)
_COUNTING = re.compile(r"(累计|总|合计)?(次数|场次|场数|期数|人次|人数|个数|数量|总数|数)$")
_DOING = re.compile(r"^(累计|共|组织|开展|举办|召开|完成|参加|接受)+")
SHORTEST_PART = 4


def without_measure(label):
    """(名称, 计量单位) of 读书班（期）; the second empty where the label says none."""
    text = compact(label)
    match = _IN_BRACKETS.fullmatch(text)
    name, measure = (match[1] or match[3], match[2] or match[4]) if match else (text, "")
    return (name, measure) if measure in MEASURES else (text, "")


def quoted(name):
    """“读书班”, but “第一议题”学习 as it is: it has its marks already."""
    return name if "“" in name else f"“{name}”"


def catalogue():
    """Every indicator, those in use first: an old one's name may be a new one's too."""
    return sorted(Indicator.objects.all(), key=lambda row: (not row.is_active, row.order, row.pk))


class FigureNames:
    """Reads the catalogue when it is first asked: most files name no figures at all."""

    def __init__(self):
        self._by_key, self._indicators, self._asked = None, None, {}

    def _read(self):
        self._indicators = catalogue()
        self._by_key = {}
        for indicator in self._indicators:
            for name in (indicator.name, indicator.code):
                self._by_key.setdefault(name_key(name), indicator)

    def indicator(self, label):
        """The indicator that a label means, or None. A part of a name will do when no other indicator has it.

        A label that says more than the name may mean something narrower: it is not taken for the indicator.
        """
        if self._by_key is None:
            self._read()
        if label not in self._asked:
            self._asked[label] = self._find(label)
        return self._asked[label]

    def _find(self, label):
        key = name_key(without_measure(label)[0])
        if found := self._by_key.get(key):
            return found
        bare = _COUNTING.sub("", _DOING.sub("", key))
        if found := self._by_key.get(bare):
            return found
        if len(bare) < SHORTEST_PART:
            return None
        holding = {row.pk: row for name, row in self._by_key.items() if bare in name}
        return next(iter(holding.values())) if len(holding) == 1 else None

    def near(self, label):
        """The name that a label may have been meant for; empty where none is near."""
        if self._by_key is None:
            self._read()
        names = [row.name for row in self._indicators if row.is_active]
        found = difflib.get_close_matches(without_measure(label)[0], names, n=1, cutoff=0.6)
        return found[0] if found else ""
