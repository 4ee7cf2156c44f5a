"""The second generation of layouts: written to be held out, developed against since their score was taken."""

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


@family()
def the_title_over_the_middle(design):
    design.quirks.add("title_in_the_middle")


@family()
def a_page_of_instructions_above(design):
    design.quirks.add("instructions")


@family(*UNIT_KINDS)
def the_unit_in_the_last_column(design):
    design.unit_style = "every"
    without(design, "unit", "co_units")
    design.fields.append("unit")


@family("service_item", "led_project", "key_task")
def three_labels_below_one_heading(design):
    without(design, "people", "phone")
    design.fields += ["people", "post", "phone"]
    design.header = "trio"


@family("service_item")
def categories_written_downwards(design):
    design.category_style, design.unit_style = "merged", "every"
    without(design, "category")
    design.fields.insert(0, "category")
    design.quirks.add("downwards")


@family(*UNIT_KINDS)
def a_header_for_each_unit(design):
    owned(design, "heading")
    design.serial = "number"
    design.quirks.add("header_for_each")


@family(*UNIT_KINDS)
def blocks_begin_with_the_name_of_a_field(design):
    owned(design, "heading")
    design.serial = "number"
    design.quirks.add("named_heading")


@family(*UNIT_KINDS)
def a_table_continued(design):
    design.between.add("continued")
    if design.unit_style != "lead":
        design.unit_style = "every"


@family(*UNIT_KINDS)
def serials_in_circles_and_brackets(design):
    design.serial = "marked"


@family("service_item", "led_project", "key_task")
def a_beginning_and_an_end(design):
    at = design.fields.index("deadline")
    design.fields.insert(at, "start")


@family(*UNIT_KINDS)
def an_ordinal_and_a_unit_in_two_cells(design):
    owned(design, "heading")
    design.serial = "number"
    design.quirks.add("heading_in_two_cells")


@family(*UNIT_KINDS)
def a_note_between_the_records(design):
    design.between.add("note")
    if design.unit_style != "lead":
        design.unit_style = "every"


@family()
def text_with_titles_and_notes(design):
    design.file = design.rng.choice(["csv", "gb18030", "tsv"])
    design.top.append("annex")
    design.bottom += ["note", "signed"]


@family()
def a_blank_row_below_the_header(design):
    design.under_header = "blank"


@family(*UNIT_KINDS)
def totals_in_the_column_of_units(design):
    if "unit" not in design.fields or design.unit_style in ("lead", "merged"):
        design.unit_style = "every"
        without(design, "unit", "co_units")
        design.fields.insert(0, "unit")
    design.between.add("subtotal")
    design.total = True
    design.quirks.add("total_in_unit")


@family()
def a_row_of_measures_below_the_header(design):
    design.under_header = "measures"


@family(*UNIT_KINDS)
def each_record_followed_by_a_blank_row(design):
    design.quirks.add("double_spaced")
    if design.unit_style != "lead":
        design.unit_style = "every"
