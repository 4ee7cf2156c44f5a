"""One embedded portal per data folder: whoever runs or replaces it holds this lock."""

import fcntl

from django.conf import settings


class AlreadyRunning(Exception):
    """The portal of this data folder runs."""


def running_lock():
    """An open, locked file; released when it is closed or its process ends."""
    lock = (settings.VAR_DIR / "running.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise AlreadyRunning(
            f"平台正在运行（数据目录 {settings.VAR_DIR}），请先停止它。"
        ) from error
    return lock
