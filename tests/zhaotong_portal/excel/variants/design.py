"""What a workbook is to look like; a layout family changes a few of these choices, the rest is drawn at random."""

from dataclasses import dataclass, field

UNIT_KINDS = ("service_item", "led_project", "key_task", "finding", "progress")
FIELDS = {
    "service_item": "unit category title measures target beneficiary people phone deadline progress progress_text notes",
    "led_project": "unit branch title target measures people phone deadline progress progress_text notes",
    "key_task": "title requirements unit co_units measures people deadline progress progress_text notes",
    "finding": "unit source title measures people deadline result closed notes",
    "progress": "unit title progress_text progress difficulty next_steps people notes",
    "units": "title short_name aliases unit_kind district code notes",
    "people": "unit title post phone email role username notes",
}
NEEDED = {
    "service_item": "unit category title deadline",
    "led_project": "unit title people deadline",
    "key_task": "unit title deadline requirements",
    "finding": "unit title measures deadline",
    "progress": "unit title progress_text progress",
    "units": "title short_name district",
    "people": "unit title phone post",
}


@dataclass
class Design:
    """`rng` draws what is open; `words` and `side` say from which part of words and forms."""

    rng: object
    words: object
    kind: str
    fields: list = field(default_factory=list)
    # how the unit is said: every, blank, merged, ditto, line, title, sheet, heading, several, lead, roles, everyone, first
    unit_style: str = "every"
    category_style: str = "every"  # every, blank, merged, sheet, heading, title
    header: str = "flat"  # flat, groups, groups_unmerged, groups_low, three, staff
    serial: str = "number"  # none, number, nested, chinese, text, grouped
    top: list = field(
        default_factory=list
    )  # lines above: annex, subtitle, line, line_cells, demand, measure, made_at, filter
    bottom: list = field(
        default_factory=list
    )  # lines below: note, notes, signed, signed_cells, page, plain
    between: set = field(default_factory=set)  # blank, subtotal, header, page
    under_header: str = ""  # numbers, example, total
    total: bool = False
    unknown: int = 0  # columns that nobody knows
    blank_column: bool = False
    offset: tuple = (0, 0)
    sheets: int = 1
    beside: list = field(default_factory=list)  # cover, help, choices_hidden, choices, other_empty
    tables: str = "one"  # one, stacked, side
    hidden: set = field(default_factory=set)  # rows, columns
    merged_down: set = field(default_factory=set)  # title, people, deadline
    tidy: str = ""  # breaks, spaces, wide
    label_style: str = ""  # required, unit, example, spaced, broken, colon
    faults: bool = False
    prefilled: bool = False  # serial numbers below the last record
    file: str = "xlsx"  # xlsx, csv, csv_bom, gb18030, tsv, semicolon
    sheet_name: str = ""
    no_title: bool = False
    quirks: set = field(default_factory=set)  # what only one family does
    painter: type | None = None  # of a family that is drawn in its own way

    def chance(self, share):
        return self.rng.random() < share


def drawn(rng, words, kind):
    """A design with nothing special about it but what any list has now and then."""
    needed = NEEDED[kind].split()
    fields = [f for f in FIELDS[kind].split() if f in needed or rng.random() < 0.5]
    if kind == "key_task" and "co_units" in fields and rng.random() < 0.5:
        fields.remove("co_units")
    if rng.random() < 0.3:  # two neighbours change places
        at = rng.randrange(len(fields) - 1)
        fields[at], fields[at + 1] = fields[at + 1], fields[at]
    design = Design(rng, words, kind, fields)
    design.serial = rng.choice(["none", "number", "number", "number"])
    if kind in UNIT_KINDS:
        design.unit_style = rng.choice(["every", "blank", "merged", "every"])
        if "co_units" in fields:
            design.unit_style = "lead"
    if rng.random() < 0.3:
        design.bottom.append("note")
    if rng.random() < 0.15:
        design.total = True
    return design
