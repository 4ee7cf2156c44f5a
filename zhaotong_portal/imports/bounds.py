"""How much an uploaded workbook may hold, as the settings say."""

from django.conf import settings

from zhaotong_portal.excel.limits import Limits


def limits_of_settings() -> Limits:
    return Limits(
        bytes=settings.IMPORT_MAX_BYTES,
        unpacked=settings.IMPORT_MAX_UNPACKED,
        rows=settings.IMPORT_MAX_ROWS,
        cells=settings.IMPORT_MAX_CELLS,
        columns=settings.IMPORT_MAX_COLUMNS,
    )
