"""The third generation of layouts: measured blind (0.998), developed against since."""

from .design import UNIT_KINDS
from .layouts import FAMILIES, owned, without


def family(*kinds):
    def keep(change):
        FAMILIES[change.__name__] = (
            change,
            kinds or (*UNIT_KINDS, "units", "people"),
        )
        return change

    return keep


@family(*UNIT_KINDS)
def unit_merged_in_the_last_column_with_two_header_rows(design):
    design.unit_style, design.header = "merged", "groups"
    without(design, "unit", "co_units")
    design.fields.append("unit")


@family(*UNIT_KINDS)
def sender_and_instructions_and_numbered_columns(design):
    owned(design, "line")
    design.top.append("line")
    design.quirks.add("instructions")
    design.under_header = "numbers"


@family("service_item")
def categories_in_blocks_on_sheets_of_units(design):
    owned(design, "sheet")
    design.sheets, design.category_style, design.serial = 2, "heading", "number"
    without(design, "category")


@family(*UNIT_KINDS)
def continued_with_totals_and_unknown_columns(design):
    design.between |= {"continued", "subtotal"}
    design.total, design.unknown, design.blank_column = True, 2, True
    if design.unit_style != "lead":
        design.unit_style = "every"


@family()
def hidden_and_shifted_with_notes(design):
    design.offset = (2, 1)
    design.hidden |= {"rows", "columns"}
    design.bottom += ["notes", "signed"]


@family(*UNIT_KINDS)
def stacked_tables_with_serial_levels(design):
    design.tables, design.serial = "stacked", "chinese"


@family("key_task", "service_item")
def leading_below_one_heading_and_title_in_the_middle(design):
    design.unit_style, design.header = "lead", "groups"
    without(design, "co_units")
    design.fields.insert(design.fields.index("unit") + 1, "co_units")
    design.quirks.add("title_in_the_middle")
