"""What cannot be in the tree of a unit's party organisations: foreign parents, circles, a branch below a branch."""

from units.names import name_key
from units.organisation_ranks import may_stand_below, wrong_rank
from zhaotong_portal.imports.faults import error


def fault_of_tree(row, rows, known, by_pk):
    """`rows`: {(unit, name as compared): row of the file}; `known`: the same of what exists; `by_pk`: those by key."""
    return _fault_of_parent(row, rows, known) or _fault_of_ranks(row, rows, known, by_pk)


def _fault_of_parent(row, rows, known):
    if not row.parent_key:
        return None
    place = row.unit_id, row.parent_key
    parent = rows.get(place)
    if place in known or (parent and not parent.faults):
        return None
    if parent:
        text = f"上级党组织“{row.parent_text}”所在的第{parent.record.row}行有误，请先改正那一行。"
        return error(row.record, "parent", "parent_refused", text)
    elsewhere = any(key == row.parent_key for _, key in rows)
    why = "是其他单位的党组织" if elsewhere else "不是本单位的党组织"
    text = f"“{row.parent_text}”{why}。请填本单位党组织的名称；最上一级请留空。"
    return error(row.record, "parent", "foreign_parent" if elsewhere else "unknown_parent", text)


def _fault_of_ranks(row, rows, known, by_pk):
    """Asked of the tree as it will be: what the file says, else what stands."""
    key, seen = row.record.key, {row.record.key}
    kind = _kind(row.unit_id, key, rows, known)
    above = _parent(row.unit_id, key, rows, known, by_pk)
    first = above
    while above:
        if above in seen:
            text = "上下级成了循环：这个党组织的上级又在它之下。请更正上级党组织。"
            return error(row.record, "parent", "circle", text)
        seen.add(above)
        above = _parent(row.unit_id, above, rows, known, by_pk)
    if first and kind:
        over = _kind(row.unit_id, first, rows, known)
        if over and not may_stand_below(kind, over):
            text = f"{wrong_rank(kind, over)}请更正上级党组织或类别。"
            return error(row.record, "parent", "wrong_rank", text)
    return None


def _kind(unit_id, key, rows, known):
    row, existing = rows.get((unit_id, key)), known.get((unit_id, key))
    said = row.wanted.get("kind") if row and not row.faults else None
    return said or (existing.kind if existing else None)


def _parent(unit_id, key, rows, known, by_pk):
    """The name, as compared, of the organisation above; "" at the top."""
    row, existing = rows.get((unit_id, key)), known.get((unit_id, key))
    if row and not row.faults and row.parent_key is not None:
        return row.parent_key
    parent = by_pk.get(existing.parent_id) if existing else None
    return name_key(parent.name) if parent else ""
