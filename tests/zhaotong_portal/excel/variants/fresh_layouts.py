"""The fourth generation of layouts: measured blind (0.974), developed against since."""

from . import second_layouts, third_layouts  # noqa: F401 - their families come first
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
def a_demand_above_groups_and_a_total_below(design):
    design.header, design.total = "groups_unmerged", True
    design.top += ["annex", "demand"]
    design.bottom += ["signed"]


@family("service_item")
def a_sheet_for_each_category_with_merged_units(design):
    design.category_style, design.sheets, design.unit_style = "sheet", 3, "merged"
    without(design, "category", "co_units")
    design.serial = "grouped"


@family(*UNIT_KINDS)
def text_with_blocks_of_units(design):
    owned(design, "heading")
    design.file, design.serial = design.rng.choice(["csv", "gb18030"]), "number"
    design.under_header = "numbers"


@family(*UNIT_KINDS)
def shifted_with_ditto_and_page_titles(design):
    design.offset = (1, 2)
    design.unit_style = "ditto" if design.unit_style != "lead" else "lead"
    design.between.add("page")


@family()
def unknown_columns_and_look_up_sheets_and_an_example(design):
    design.unknown, design.under_header = 2, "example"
    design.beside += ["cover", "choices_hidden"]


@family("service_item", "led_project", "key_task")
def people_in_three_and_dates_merged_down(design):
    without(design, "people", "phone")
    design.fields += ["people", "post", "phone"]
    design.header = "trio"
    design.merged_down |= {"deadline"}
    design.label_style = "required"


@family(*UNIT_KINDS)
def the_sender_in_cells_and_broken_labels(design):
    owned(design, "line")
    design.top.append("line_cells")
    design.label_style = "broken"
    design.tidy = "breaks"
