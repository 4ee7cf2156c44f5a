"""What every test stands on: a database of its own, no outside world, and real processes where they matter.

Fixtures here: `worker` (a real Celery worker in a process of its own). tests/journeys/ adds the browser. People and
units come from tests/people.py.
"""

import gc
import os
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import settings as examples
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.addresses import standing_world, world  # noqa: F401
from tests.chromium import chromium
from tests.everything import PROCESSES
from tests.people import *  # noqa: F403
from tests.tables import record_migrations

# Every run of the suite asks the same examples; `make soak` draws new ones.
examples.register_profile("suite", derandomize=True, deadline=None)
examples.register_profile("soak", max_examples=2000, deadline=None)
examples.load_profile("soak" if os.environ.get("SOAK") else "suite")

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
    _leave_out_what_another_round_asks(config, items)
    for item in items:
        for part, there in present.items():
            # The runner starts one round on SQLite and one on PostgreSQL and itself sees to required servers.
            if item.get_closest_marker(part) and not there:
                item.add_marker(pytest.mark.skip(reason=why[part]))


def _leave_out_what_another_round_asks(config, items):
    """What knows no database is the same in each round: one of several asks it, the others say
    PORTAL_TEST_ANY_DATABASE=0. That is what never opens the database of the round, and what bears the mark: pages,
    forms and papers above rules that are themselves asked on each database, whose every page test_every_address.py
    opens there."""
    if os.environ.get("PORTAL_TEST_ANY_DATABASE") != "0":
        return
    asked, left = [], []
    for item in items:
        path = item.path.relative_to(config.rootpath).as_posix()
        starts_processes = path.startswith(tuple(f"{folder}/" for folder in PROCESSES))
        is_same = item.get_closest_marker("any_database") or not (
            starts_processes or _asks_database(item)
        )
        (left if is_same else asked).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = asked


def _asks_database(item):
    return any(
        item.get_closest_marker(name) for name in ("django_db", "postgres", "redis", "faults")
    ) or {"db", "transactional_db", "django_db_setup"} & set(item.fixturenames)


def pytest_collection_finish(session):
    """What was imported and collected stays to the end: the collector need not walk over it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database is made from the models (`--nomigrations`, a tenth of the time) and stands as if the migrations had
    made it; that these build the same is the matter of test_migrations.py."""
    with django_db_blocker.unblock():
        record_migrations()


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_for_once():
    """Every test client builds the middleware anew, and with it the headers of 200 files that do not change."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def look_once(middleware):
        under = (middleware.static_prefix, middleware.max_age)
        if under not in found:
            look(middleware)
            found[under] = middleware.files
        middleware.files = dict(found[under])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def only_filled_tables_are_emptied():
    """PostgreSQL truncates an empty table as slowly as a full one, and each transactional test empties all."""
    empty_all = type(connection.ops).sql_flush

    def empty_filled(operations, style, tables, *, reset_sequences=False, **options):
        if reset_sequences or not tables:
            return empty_all(operations, style, tables, reset_sequences=reset_sequences, **options)
        names = {table: operations.quote_name(table) for table in tables}
        filled = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name})" for table, name in names.items()
        )
        with connection.cursor() as cursor:
            cursor.execute(filled)
            # Foreign keys are looked at when all is gone, at the end of the transaction.
            return [f"DELETE FROM {names[table]}" for (table,) in cursor.fetchall()]

    with pytest.MonkeyPatch.context() as patch:
        if uses_postgresql():
            patch.setattr(type(connection.ops), "sql_flush", empty_filled)
        yield


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """No test writes into the folders of a portal that somebody runs here."""
    settings.MEDIA_ROOT = tmp_path / "attachments"
    settings.IMPORT_PROGRESS_ROOT = tmp_path / "import-progress"
    settings.EXPORT_ROOT = tmp_path / "exports"


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
