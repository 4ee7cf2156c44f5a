"""A list of three items on its way through a worker (background_world.py)."""

import pytest
from celery import current_app

from tests.import_world import workbook
from zhaotong_portal.imports import asking

from .background_world import ROWS, run


@pytest.fixture
def every_file_is_large(settings):
    settings.IMPORT_INLINE_BYTES = 0
    settings.IMPORT_PROGRESS_SECONDS = 0


@pytest.fixture
def sent(monkeypatch):
    """The batches whose jobs were handed to the broker."""
    batches_sent = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, args, retry: batches_sent.extend(args)
    )
    return batches_sent


@pytest.fixture
def uploaded(administrator):
    return asking.take_upload(workbook(ROWS), administrator)


@pytest.fixture
def previewed(uploaded):
    return run(uploaded)


@pytest.fixture
def committed(previewed, administrator):
    asking.commit(previewed.pk, administrator)
    return run(previewed)
