"""指标数据 can be imported, as a list of its own kind."""


def register():
    from tasks.imports.indicator_value_kind import INDICATOR_VALUE
    from tasks.imports.indicator_values import IndicatorValueImporter
    from zhaotong_portal import excel
    from zhaotong_portal.imports.registry import register as register_importer

    excel.register(INDICATOR_VALUE)
    register_importer(IndicatorValueImporter)
