"""The sender's own workbook, given back with its faults marked."""

import logging

from zhaotong_portal.excel import FileRefused, annotate
from zhaotong_portal.imports.batches import content_of, make_plan
from zhaotong_portal.imports.bounds import limits_of_settings
from zhaotong_portal.imports.choices import Hints
from zhaotong_portal.imports.mending import Mending
from zhaotong_portal.workflow import WorkflowError

logger = logging.getLogger(__name__)


class CannotMark(WorkflowError):
    """The workbook cannot be given back with marks."""


def marked_copy(batch) -> bytes:
    """The sender's workbook with every fault at its cell. Raises FileRefused, FileNotFoundError, CannotMark."""
    content = content_of(batch)
    _, plan = make_plan(content, batch.file_name, Hints.of(batch))
    try:
        mended = Mending(batch)
        messages = [*plan.messages, *mended.messages()]
        limits = limits_of_settings()
        return annotate(content, messages, batch.file_name, mended.choices.cells, limits)
    except FileRefused:
        raise
    except Exception as error:
        logger.exception("marking of batch %s failed", batch.pk)
        raise CannotMark("这份工作簿无法加批注，请按页面上的行号修改。") from error
