"""The kinds of list, each a declaration: what its columns feed and what a row cannot do without."""

from .declaration import Field, Kind, Matrix
from .extra_list import EXTRA_LIST
from .finding import FINDING
from .key_task import KEY_TASK
from .led_project import LED_PROJECT
from .people import PEOPLE_LIST
from .progress import PROGRESS_REPORT
from .service_item import SERVICE_ITEM
from .units import UNITS

__all__ = ["KINDS", "Field", "Kind", "Matrix", "register"]

KINDS = {
    kind.code: kind
    for kind in (
        SERVICE_ITEM,
        LED_PROJECT,
        KEY_TASK,
        EXTRA_LIST,
        FINDING,
        PROGRESS_REPORT,
        UNITS,
        PEOPLE_LIST,
    )
}


def register(kind):
    """Add a kind that an app brings (an organisation, an honour); the reader then detects it like its own."""
    KINDS[kind.code] = kind
    return kind
