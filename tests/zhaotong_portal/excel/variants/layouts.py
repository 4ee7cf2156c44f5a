"""Families of layouts that the reader was developed against; those held out are in `fifth_layouts.py`."""

from .design import UNIT_KINDS

FAMILIES = {}


def family(*kinds):
    def keep(change):
        FAMILIES[change.__name__] = (change, kinds or (*UNIT_KINDS, "units", "people"))
        return change

    return keep


def without(design, *names):
    design.fields = [f for f in design.fields if f not in names]


def owned(design, style):
    design.unit_style = style
    without(design, "unit", "co_units")


@family()
def a_plain_table(design): ...


@family()
def no_title_at_all(design):
    design.no_title = True


@family()
def an_annex_line_and_a_subtitle(design):
    design.top += ["annex", "subtitle"]


@family(*UNIT_KINDS)
def the_sender_in_a_line_above(design):
    owned(design, "line")
    design.top.append("line")


@family(*UNIT_KINDS)
def the_sender_in_cells_of_a_row_above(design):
    owned(design, "line")
    design.top.append("line_cells")


@family(*UNIT_KINDS)
def the_unit_in_the_title(design):
    owned(design, "title")


@family(*UNIT_KINDS)
def a_sheet_for_each_unit(design):
    owned(design, "sheet")
    design.sheets = design.rng.randint(2, 4)


@family(*UNIT_KINDS)
def numbered_sheets_for_each_unit(design):
    owned(design, "sheet")
    design.sheets, design.sheet_name = 3, "numbered"


@family(*UNIT_KINDS)
def units_merged_down_with_their_number(design):
    design.unit_style, design.serial = "merged", "grouped"


@family(*UNIT_KINDS)
def the_unit_in_its_first_row_only(design):
    design.unit_style = "blank"
    design.between.add("subtotal")


@family(*UNIT_KINDS)
def the_unit_as_ditto(design):
    design.unit_style = "ditto"


@family(*UNIT_KINDS)
def blocks_under_the_names_of_units(design):
    owned(design, "heading")
    design.serial = "number"


@family("service_item")
def blocks_under_categories(design):
    design.category_style, design.serial = "heading", "number"
    without(design, "category")
    design.unit_style = "every"


@family("service_item")
def a_sheet_for_each_category(design):
    design.category_style, design.sheets = "sheet", 3
    without(design, "category")


@family("service_item")
def categories_merged_down(design):
    design.category_style, design.unit_style = "merged", "every"
    without(design, "category")
    design.fields.insert(0, "category")


@family("service_item")
def one_category_in_the_title(design):
    design.category_style = "title"
    without(design, "category")


@family("service_item")
def blocks_under_categories_in_the_first_column_unmerged(design):
    design.category_style, design.serial = "heading_plain", "number"
    without(design, "category")
    design.unit_style = "every"


@family(*UNIT_KINDS)
def several_units_in_a_cell(design):
    design.unit_style = "several"
    without(design, "co_units")


@family("key_task", "service_item")
def a_column_that_leads_and_one_that_assists(design):
    design.unit_style = "lead"
    if "co_units" not in design.fields:
        design.fields.insert(design.fields.index("unit") + 1, "co_units")


@family("key_task", "service_item")
def who_leads_and_assists_written_in_one_cell(design):
    design.unit_style = "roles"
    without(design, "co_units")


@family("key_task", "led_project")
def leading_units_below_one_heading(design):
    design.unit_style, design.header = "lead", "groups"
    without(design, "co_units")
    design.fields.insert(design.fields.index("unit") + 1, "co_units")


@family("key_task")
def every_unit_is_meant(design):
    design.unit_style = "everyone"
    without(design, "co_units")


@family(*UNIT_KINDS)
def a_header_of_two_rows(design):
    design.header = "groups"


@family(*UNIT_KINDS)
def a_header_of_two_rows_without_merges(design):
    design.header = "groups_unmerged"


@family(*UNIT_KINDS)
def a_header_of_two_rows_with_single_labels_below(design):
    design.header = "groups_low"


@family(*UNIT_KINDS)
def a_header_of_three_rows(design):
    design.header = "three"


@family("service_item", "led_project", "key_task")
def people_with_name_and_phone_below(design):
    design.header = "staff"
    without(design, "phone", "people")
    design.fields += ["people", "phone"]


@family()
def a_row_that_numbers_the_columns(design):
    design.under_header = "numbers"


@family(*UNIT_KINDS)
def the_total_above_the_records(design):
    design.under_header = "total"


@family(*UNIT_KINDS)
def subtotals_and_a_total(design):
    design.between.add("subtotal")
    design.total = True


@family()
def the_header_printed_again(design):
    design.between.add("header")


@family(*UNIT_KINDS)
def a_title_and_header_on_each_page(design):
    design.between.add("page")
    design.unit_style = (
        "every" if "unit" in design.fields and design.unit_style != "lead" else design.unit_style
    )


@family()
def blank_rows_between(design):
    design.between.add("blank")
    if design.unit_style in ("blank", "merged"):
        design.unit_style = "every"


@family()
def notes_and_signatures_below(design):
    design.bottom += ["notes", "signed_cells", "page"]


@family()
def a_signed_line_below(design):
    design.bottom += ["signed", "plain"]


@family()
def what_is_asked_for_above_the_header(design):
    design.top += ["demand", "measure"]


@family()
def it_begins_at_the_third_column(design):
    design.offset = (design.rng.randint(1, 4), design.rng.randint(1, 3))


@family(*UNIT_KINDS)
def serials_with_levels(design):
    design.serial = "nested"


@family(*UNIT_KINDS)
def serials_in_chinese(design):
    design.serial = "chinese"


@family()
def serials_below_the_last_record(design):
    design.serial, design.prefilled = "number", True


@family()
def a_cover_and_instructions(design):
    design.beside += ["cover", "help"]


@family()
def look_up_lists_beside(design):
    design.beside += ["choices_hidden", "choices"]


@family()
def hidden_rows_and_columns(design):
    design.hidden |= {"rows", "columns"}


@family()
def a_hidden_copy_and_empty_sheets(design):
    design.beside += ["copy_hidden", "empty"]


@family(*UNIT_KINDS)
def two_tables_one_below_the_other(design):
    design.tables = "stacked"


@family(*UNIT_KINDS)
def two_tables_side_by_side(design):
    design.tables = "side"
    design.bottom, design.total = [], False


@family("service_item", "led_project", "key_task", "finding")
def people_and_deadlines_merged_down(design):
    design.merged_down |= {"people", "deadline"}
    if "people" not in design.fields:
        design.fields.append("people")


@family()
def labels_with_remarks(design):
    design.label_style = design.rng.choice(["required", "example", "colon"])


@family()
def labels_spaced_and_broken(design):
    design.label_style = design.rng.choice(["spaced", "broken"])


@family()
def texts_broken_and_spaced(design):
    design.tidy = design.rng.choice(["breaks", "spaces"])


@family()
def full_width_forms(design):
    design.tidy = "wide"


@family()
def columns_that_nobody_knows(design):
    design.unknown = design.rng.randint(1, 3)
    design.blank_column = True


@family()
def an_example_below_the_header(design):
    design.under_header = "example"


@family(*UNIT_KINDS)
def faulty_cells(design):
    design.faults = True
    if design.unit_style not in ("every", "several"):
        design.unit_style = "every"
        without(design, "co_units")


@family()
def text_in_utf8(design):
    design.file = design.rng.choice(["csv", "csv_bom"])


@family()
def text_in_gb18030(design):
    design.file = "gb18030"


@family()
def text_parted_by_tabs_or_semicolons(design):
    design.file = design.rng.choice(["tsv", "semicolon"])


@family()
def exported_by_some_system(design):
    design.top += ["filter", "made_at"]


@family("progress", "service_item", "finding")
def a_column_for_the_month(design):
    design.fields.insert(0, "month")
