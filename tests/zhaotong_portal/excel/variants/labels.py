"""The header of a table: one to three rows, with groups and remarks."""

from dataclasses import dataclass

GROUPS = [  # neighbouring fields that clerks put below one heading
    (("deadline", "progress"), ["推进情况", "工作推进", "进度安排"]),
    (("progress", "progress_text"), ["完成情况", "进展情况", "工作进展"]),
    (("progress_text", "progress"), ["完成情况", "推进落实情况", "工作进展"]),
    (("measures", "target"), ["工作内容", "推进计划"]),
    (("target", "measures"), ["工作计划", "推进计划", "项目内容"]),
    (("people", "deadline"), ["责任落实", "责任分工"]),
    (("deadline", "result"), ["整改落实", "整改"]),
    (("result", "closed"), ["整改落实", "整改结果"]),
    (("difficulty", "next_steps"), ["其他情况", "问题与打算"]),
]
STAFF = (
    ["责任人", "负责人", "责任人信息"],
    ["姓名", "姓名", "姓　名"],
    ["联系电话", "电话", "手机"],
)
TRIO = ["姓名", "职务", "联系电话"]
LEADING = (
    ["责任单位", "责任分工", "责任部门"],
    ["牵头", "牵头单位", "主办"],
    ["配合", "配合单位", "协办"],
)
REMARKS = {
    "deadline": ["（如：2025年3月）", "(年月日)", "（精确到月）"],
    "progress": ["（%）", "（百分比）"],
    "people": ["（姓名）", "（职务）"],
}


@dataclass
class Heading:
    """A labelled column; `group` is written above it and above its neighbour."""

    field: str
    label: str
    group: str | None = None


def headings(design):
    """The columns of a list in their order, each with its label."""
    rng, words, found = design.rng, design.words, []
    if design.serial != "none":
        found.append(Heading("serial", words.label(rng, design.kind, "serial")))
    taken = set()
    for name in design.fields:
        label = _label(design, name)
        while label in taken:
            label = _label(design, name)
        taken.add(label)
        found.append(Heading(name, label))
    for number in range(design.unknown):
        label = words.unknown(rng)
        if label not in taken:
            taken.add(label)
            found.insert(rng.randint(2, len(found)), Heading(f"unknown{number}", label))
    if design.blank_column:
        found.append(Heading("blank", ""))
    _grouped(design, found)
    return found


def _label(design, name):
    rng, words = design.rng, design.words
    if name == "month":
        return "月份"
    if name == "start":
        return rng.choice(["开始时间", "启动时间", "起始时间"])
    if name == "post":
        return rng.choice(["职务", "职 务"])
    asked = {"unit": "lead_unit"}.get(name, name) if design.unit_style == "lead" else name
    label = words.label(rng, design.kind, asked)
    if design.label_style == "required" and name in ("title", "unit", "deadline", "phone"):
        return rng.choice([f"{label}（必填）", f"*{label}", f"{label}*", f"※{label}"])
    if design.label_style == "example" and name in REMARKS:
        return label + rng.choice(REMARKS[name])
    if design.label_style == "colon":
        return label + "："
    if design.label_style == "spaced" and len(label) <= 4 and label.isalpha():
        return rng.choice([" ", "　", "  "]).join(label)
    if design.label_style == "broken" and len(label) >= 4 and label.isalpha():
        return label[: len(label) // 2] + "\n" + label[len(label) // 2 :]
    return label


def _grouped(design, found):
    names = [h.field for h in found]
    pairs = list(zip(range(len(names)), names, names[1:], strict=False))
    if design.header == "staff":
        _set(design, found, [i for i, a, b in pairs if (a, b) == ("people", "phone")], STAFF)
    elif design.header == "trio":
        place = names.index("people")
        group = design.rng.choice(STAFF[0])
        for heading, label in zip(found[place : place + 3], TRIO, strict=True):
            heading.label, heading.group = label, group
    elif design.unit_style == "lead" and design.header == "groups":
        _set(design, found, [i for i, a, b in pairs if (a, b) == ("unit", "co_units")], LEADING)
    if design.header in ("groups", "groups_unmerged", "groups_low", "three"):
        for position, first, second in pairs:
            names_of = next((g for key, g in GROUPS if key == (first, second)), None)
            if names_of and not (found[position].group or found[position + 1].group):
                group = design.rng.choice(names_of)
                found[position].group = found[position + 1].group = group
    if design.header != "flat" and not any(h.group for h in found):
        design.header = "flat"


def _set(design, found, places, sets):
    for place in places:
        group, first, second = (design.rng.choice(s) for s in sets)
        found[place].label, found[place + 1].label = first, second
        found[place].group = found[place + 1].group = group


def write(page, found, style):
    """Puts the header onto the page; gives its first and last row."""
    first, left = page.at, page.left
    if style == "flat":
        page.line([h.label or None for h in found])
        return first, first
    if style == "three":
        page.line(["基本情况"])
        page.merge(first, left, first, left + len(found) - 1)
    top = page.at
    groups = [
        h.group if h.group and (not n or found[n - 1].group != h.group) else None
        for n, h in enumerate(found)
    ]
    if style == "groups_low":  # the single labels stand in the lower row
        page.line(list(groups))
        page.line([h.label or None for h in found])
    else:
        page.line(
            [h.label or None if not h.group else g for h, g in zip(found, groups, strict=False)]
        )
        page.line([h.label if h.group else None for h in found])
    if not any(page.cells.get((top, left + n)) for n in range(len(found))):
        page.cells[top, left] = None
    for number, heading in enumerate(found):
        if groups[number] and style != "groups_unmerged":
            width = sum(h.group == heading.group for h in found[number : number + 3])
            page.merge(top, left + number, top, left + number + width - 1)
        if not heading.group and style in ("groups", "three", "staff", "trio") and heading.label:
            page.merge(top, left + number, top + 1, left + number)
    return first, page.at - 1
