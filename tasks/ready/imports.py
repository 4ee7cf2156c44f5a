"""The lists of work items that can be imported."""


def register():
    from tasks.imports.extra_lists import ExtraListImporter
    from tasks.imports.key_tasks import KeyTaskImporter
    from tasks.imports.led_projects import LedProjectImporter
    from tasks.imports.progress import ProgressImporter
    from tasks.imports.service_items import ServiceItemImporter
    from zhaotong_portal.imports.registry import register as register_importer

    for importer in (
        ServiceItemImporter,
        LedProjectImporter,
        KeyTaskImporter,
        ExtraListImporter,
        ProgressImporter,
    ):
        register_importer(importer)
