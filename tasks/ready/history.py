"""历史汇总: its panels on the dashboards and on the page of a unit, and its list."""

from zhaotong_portal import panels


def register():
    from tasks import history_panels
    from tasks.imports.history import HistoryImporter
    from tasks.imports.history_kind import HISTORY
    from zhaotong_portal import excel
    from zhaotong_portal.imports.registry import register as register_importer

    excel.register(HISTORY)
    register_importer(HistoryImporter)

    panels.register("dashboard", history_panels.of_all, order=90)
    panels.register("district", history_panels.of_district, order=90)
    panels.register("unit", history_panels.of_unit, order=90)
    panels.register_question("unit", "has_history", history_panels.totals_of)
