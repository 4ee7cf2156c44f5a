"""Handing a job to a worker where the broker may be away: what is to be done stands on a row, and is sent again later.

An office's broker is Redis, the embedded one is a folder whose disk may be full: each fails in its own way.
"""

import logging

from celery import current_app
from kombu.exceptions import ChannelError, OperationalError

logger = logging.getLogger(__name__)


def hand_over(job, pk) -> bool:
    """Whether the broker took it. `job` is the task's name: a module need not know its own app's jobs."""
    try:
        current_app.send_task(job, args=[pk], retry=False)
    except (OperationalError, ChannelError, OSError) as error:
        logger.error("%s of %s not handed over, the broker does not answer: %s", job, pk, error)
        return False
    return True
