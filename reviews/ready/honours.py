"""荣誉: the header's link, the panel on the page of a unit, and their list."""

from units.models import Role
from zhaotong_portal import navigation, panels


def register():
    from reviews import honour_panels
    from reviews.imports.honour_kind import HONOUR
    from reviews.imports.honours import HonourImporter
    from zhaotong_portal import excel
    from zhaotong_portal.imports.registry import register as register_importer

    excel.register(HONOUR)
    register_importer(HonourImporter)

    navigation.register(
        "荣誉", "honours", [role for role in Role if role != Role.INSPECTOR], order=75
    )
    panels.register("unit", honour_panels.of_unit, order=80)
    panels.register_question("unit", "has_honours", honour_panels.honours_of)
