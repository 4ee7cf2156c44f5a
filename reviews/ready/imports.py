"""The ledger of problems can be imported."""


def register():
    from reviews.imports.findings import FindingImporter
    from zhaotong_portal.imports.registry import register as register_importer

    register_importer(FindingImporter)
