"""What every test stands on: a database of its own, no outside world, and real processes where they matter.

Fixtures here: `worker` (a real Celery worker in a process of its own). tests/journeys/ adds the browser. People and
units come from tests/people.py.
"""

import os
import socket
from pathlib import Path

import pytest
from django.conf import settings

from tests.addresses import world  # noqa: F401
from tests.chromium import chromium
from tests.people import *  # noqa: F403

REQUIRED = set(filter(None, os.environ.get("PORTAL_REQUIRE", "").split(",")))


def uses_postgresql():
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def redis_url():
    return os.environ.get("REDIS_URL", "")


def pytest_collection_modifyitems(config, items):
    """Leave out what this machine cannot run; under PORTAL_REQUIRE the missing part fails instead."""
    present = {
        "browser": bool(chromium()),
        "postgres": uses_postgresql(),
        "redis": bool(redis_url()),
    }
    why = {
        "browser": "没有找到 Chromium",
        "postgres": "本次不在 PostgreSQL 上运行",
        "redis": "没有 Redis",
    }
    for item in items:
        for part, there in present.items():
            # The runner starts one round on SQLite and one on PostgreSQL and itself sees to required servers.
            if item.get_closest_marker(part) and not there:
                item.add_marker(pytest.mark.skip(reason=why[part]))


def pytest_sessionstart(session):
    if "browser" in REQUIRED and not chromium():
        pytest.exit("PORTAL_REQUIRE 要求浏览器测试，但没有找到 Chromium", returncode=3)


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Take away what a killed run left: SQLite would replay an old journal into the new database."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        path = database["TEST"]["NAME"]
        for name in (path, f"{path}-wal", f"{path}-shm"):
            Path(name).unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """No test writes into the folders of a portal that somebody runs here."""
    settings.MEDIA_ROOT = tmp_path / "attachments"


@pytest.fixture(autouse=True)
def no_outside_world(monkeypatch):
    """A test that reaches beyond this machine fails at once, here and not only on a machine without a network."""
    connect = socket.socket.connect

    def only_here(self, address):
        if self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "::1", "localhost"):
            return connect(self, address)
        raise AssertionError(f"a test reached out to {address}")

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture(autouse=True)
def empty_cache():
    """Counters of rates and locks of one test are not those of the next."""
    from django.core.cache import cache

    from zhaotong_portal import demo

    demo.forget()

    yield
    if not redis_url():
        cache.clear()
        return
    # `clear` would empty the whole Redis, whoever else uses it.
    client = cache._cache.get_client()
    if keys := list(client.scan_iter(match=f"{cache.key_prefix}:*")):
        client.delete(*keys)


@pytest.fixture
def worker(transactional_db, tmp_path):
    """A real worker over a broker of its own; see tests/processes.py. Started by the test: `worker.start()`."""
    from tests.processes import Worker

    running = Worker(tmp_path, redis_url=redis_url())
    with running.broker():
        yield running
        running.kill()
