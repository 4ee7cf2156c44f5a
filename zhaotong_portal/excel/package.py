"""An xlsx from outside: which of its parts holds which sheet."""

import posixpath
from typing import NamedTuple

from lxml import etree

from .refusal import FileRefused

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
WORKBOOK, TYPES = "xl/workbook.xml", "[Content_Types].xml"
# Nothing from outside the file, no entities: what such a part says is only what stands in it.
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_LARGEST_DIRECTORY = 16 * 2**20


class SheetPart(NamedTuple):
    name: str
    path: str
    is_visible: bool


def tree_of(archive, path):
    """A small part as a tree: not the sheets, which may be large."""
    if archive.getinfo(path).file_size > _LARGEST_DIRECTORY:
        raise FileRefused("too_large", "工作簿的结构过大")
    try:
        return etree.fromstring(archive.read(path), PARSER)
    except etree.XMLSyntaxError as error:
        raise FileRefused("unreadable_file") from error


def relations_of(archive, path):
    """{key: (kind, path of the part)} that a part names; empty where it names none."""
    if _relations_path(path) not in archive.namelist():
        return {}
    tree = tree_of(archive, _relations_path(path))
    return {relation.get("Id"): _kind_and_path(path, relation) for relation in tree}


def _relations_path(path):
    return posixpath.join(posixpath.dirname(path), "_rels", posixpath.basename(path) + ".rels")


def _kind_and_path(path, relation):
    if relation.get("TargetMode") == "External":
        return "external", ""
    kind = relation.get("Type", "").rpartition("/")[2]
    return kind, target_of(path, relation.get("Target", ""))


def target_of(path, target):
    """Where a part's relation leads, as a path in the archive."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(path), target)).lstrip("/")


def sheet_parts(archive):
    """The sheets in the workbook's order."""
    relations = relations_of(archive, WORKBOOK)
    found = []
    for sheet in tree_of(archive, WORKBOOK).iter("{*}sheet"):
        key = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        _, path = relations.get(key, ("", ""))
        found.append(
            SheetPart(sheet.get("name", ""), path, sheet.get("state") in (None, "visible"))
        )
    return found


class Parts:
    """An archive's parts and what becomes of them in a copy."""

    def __init__(self, archive):
        self.archive = archive
        self.changed, self.dropped, self.lists = {}, set(), {}
        self.names = set(archive.namelist())
        self.types = self.tree(TYPES)

    def __contains__(self, path):
        return path in self.changed or path in self.names

    def read(self, path):
        return self.changed[path] if path in self.changed else self.archive.read(path)

    def replace(self, path, content):
        self.changed[path] = content

    def drop(self, path):
        self.dropped.add(path)
        for override in list(self.types.iter(f"{_TYPES}Override")):
            if override.get("PartName", "").lstrip("/") == path:
                self.types.remove(override)

    def tree(self, path):
        if path in self.changed:
            return etree.fromstring(self.changed[path], PARSER)
        return tree_of(self.archive, path)

    def save_tree(self, path, tree):
        self.replace(path, _written(tree))

    def relations(self, path):
        """The list of what a part names, as a tree that is saved with the copy."""
        listed = _relations_path(path)
        if listed not in self.lists:
            there = listed in self
            self.lists[listed] = (
                self.tree(listed)
                if there
                else etree.Element(f"{_PACKAGE}Relationships", nsmap={None: _PACKAGE[1:-1]})
            )
        return self.lists[listed]

    def relation(self, path, relation):
        return _kind_and_path(path, relation)

    def add_relation(self, path, kind, target):
        """The key by which the part names another one."""
        relations = self.relations(path)
        taken = {relation.get("Id") for relation in relations}
        key = next(k for n in range(1, 99_999) if (k := f"rId{n}") not in taken)
        relation = etree.SubElement(relations, f"{_PACKAGE}Relationship", Id=key)
        relation.set("Type", RELATIONS[1:-1] + "/" + kind)
        relation.set("Target", "/" + target)
        return key

    def add_type(self, extension, content_type):
        defaults = self.types.iter(f"{_TYPES}Default")
        if not any(each.get("Extension", "").lower() == extension for each in defaults):
            default = etree.Element(
                f"{_TYPES}Default", Extension=extension, ContentType=content_type
            )
            self.types.insert(0, default)

    def add_override(self, path, content_type):
        etree.SubElement(
            self.types, f"{_TYPES}Override", PartName="/" + path, ContentType=content_type
        )

    def write_into(self, copy):
        written = self.changed | {path: _written(tree) for path, tree in self.lists.items()}
        written[TYPES] = _written(self.types)
        for info in self.archive.infolist():
            if info.filename not in self.dropped:
                content = written.pop(info.filename, None)
                copy.writestr(
                    info.filename, self.archive.read(info) if content is None else content
                )
        for path, content in written.items():
            if len(content):
                copy.writestr(path, content)


def _written(tree):
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
