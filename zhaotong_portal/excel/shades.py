"""A marked cell keeps its format; only the shade behind it is another one."""

from copy import deepcopy

from lxml import etree

from .package import MAIN

_COLOURS = {True: "FFFDECEA", False: "FFFFF6DC"}
_STYLES = "xl/styles.xml"


class Shades:
    """Formats of a workbook, with a shaded twin of each that a marked cell has."""

    def __init__(self, parts):
        self.parts = parts
        self.tree = parts.tree(_STYLES) if _STYLES in parts else None
        self.twins, self.fills = {}, {}

    def of(self, style, is_error):
        """The number of the twin of a format; the format itself in a workbook that has none."""
        if self.tree is None:
            return style
        if (style, is_error) not in self.twins:
            self.twins[style, is_error] = self._twin(style, is_error)
        return self.twins[style, is_error]

    def _twin(self, style, is_error):
        formats = self.tree.find(f"{MAIN}cellXfs")
        if formats is None or not 0 <= style < len(formats):
            return style
        twin = deepcopy(formats[style])
        twin.set("fillId", str(self._fill(is_error)))
        twin.set("applyFill", "1")
        return _append(formats, twin)

    def _fill(self, is_error):
        if is_error not in self.fills:
            fill = etree.Element(f"{MAIN}fill")
            pattern = etree.SubElement(fill, f"{MAIN}patternFill", patternType="solid")
            etree.SubElement(pattern, f"{MAIN}fgColor", rgb=_COLOURS[is_error])
            etree.SubElement(pattern, f"{MAIN}bgColor", rgb=_COLOURS[is_error])
            self.fills[is_error] = _append(self.tree.find(f"{MAIN}fills"), fill)
        return self.fills[is_error]

    def save(self):
        if self.twins:
            self.parts.save_tree(_STYLES, self.tree)


def _append(collection, element):
    """The number that the element gets."""
    collection.append(element)
    collection.set("count", str(len(collection)))
    return len(collection) - 1
