"""`make test`: checks, then every test on SQLite and, beside it, on PostgreSQL and Redis where they answer.

Each database is asked in shares, two at once, the longest first, so that two cores are busy to the end. SQLite, which
needs no server, is asked everything; PostgreSQL what a database may answer differently (tests/conftest.py; on its own,
without the runner, a round on PostgreSQL asks everything too).

It ends with what was not run and why. PORTAL_REQUIRE=postgres,redis,browser makes a missing part a failure.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import redis

from tests.chromium import chromium

ROOT = Path(__file__).resolve().parent.parent
LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
# The last of the sixteen: the first may belong to somebody's running portal.
LOCAL_REDIS = "redis://127.0.0.1:6379/15"
KNOWN_PARTS = ("postgres", "redis", "browser")


def say(text):
    print(text, flush=True)


def find_postgres():
    """The address of a PostgreSQL that lets us in, or why there is none."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(("postgres", "pgsql")):
        url = LOCAL_POSTGRES
    try:
        psycopg2.connect(url.replace("pgsql://", "postgres://"), connect_timeout=3).close()
    except psycopg2.Error as error:
        return None, f"连不上 PostgreSQL（{str(error).splitlines()[0]}）"
    return url, ""


def find_redis():
    url = os.environ.get("REDIS_URL") or LOCAL_REDIS
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=3) as client:
            client.ping()
    except redis.RedisError as error:
        return None, f"连不上 Redis（{error}）"
    return url, ""


def environment(name, database_url="", redis_url=""):
    """Settings of one round. Everything it writes lies apart from the portal that may be running here."""
    var = ROOT / "var" / "test" / name
    var.mkdir(parents=True, exist_ok=True)
    settings = {
        "PORTAL_VAR_DIR": str(var),
        "PORTAL_ENV": "test",
        "PORTAL_TEST_DB_SUFFIX": f"{os.environ.get('PORTAL_TEST_DB_SUFFIX', 'make')}_{name}",
        "DATABASE_URL": database_url or f"sqlite:///{var / 'unused.sqlite3'}",
        "REDIS_URL": redis_url,
        "DEBUG": "0",
        "EMAIL_URL": "dummymail://",
    }
    return os.environ | settings


@dataclass
class Round:
    """One command of the whole, and how it went."""

    title: str
    command: list
    env: dict | None = None
    code: int | None = None
    seconds: float = 0

    def run(self, out=None):
        start = time.monotonic()
        self.code = subprocess.run(
            self.command, cwd=ROOT, env=self.env, stdout=out, stderr=out, check=False
        ).returncode
        self.seconds = time.monotonic() - start

    def announce(self):
        say(f"\n===== {self.title}\n$ {' '.join(self.command)}")


# What starts processes and browsers (waits more than it works), and the month with its lists, on which most tests stand.
PROCESSES = ("tests/journeys", "tests/faults", "tests/deploy")
MONTH = ("tests/tasks",)
# All else, whatever is added.
REST = tuple(
    f"tests/{path.name}"
    for path in sorted((ROOT / "tests").iterdir())
    if f"tests/{path.name}" not in (*PROCESSES, *MONTH)
    and (path.name.startswith("test_") or (path.is_dir() and path.name[0] not in "._"))
)


def pytest_round(title, env, *options, paths):
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "--durations=8", *options, *paths]
    return Round(title, command, env)


def on_sqlite():
    for share, what, paths in (
        ("rest", "", REST),
        ("processes", "（浏览器与进程）", PROCESSES),
        ("month", "（月报与清单）", MONTH),
    ):
        yield pytest_round(f"SQLite{what}", environment(f"sqlite_{share}"), paths=paths)


def on_postgres(database_url, redis_url):
    title = "PostgreSQL 与 Redis" if redis_url else "PostgreSQL"
    for share, what, paths in (
        ("in_one", "", (*MONTH, *REST)),
        ("processes", "（进程）", PROCESSES),
    ):
        env = environment(f"postgres_{share}", database_url, redis_url or "")
        env["PORTAL_TEST_ANY_DATABASE"] = "0"
        yield pytest_round(f"{title}{what}", env, "-m", "not browser", paths=paths)


class Rounds:
    """What was run and how it ended, and what was not."""

    AT_ONCE = 2

    def __init__(self):
        self.results = []
        self.left_out = []

    def run(self, *rounds):
        """As many at once as two cores bear; each is shown as a whole when it is done."""
        with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(self.AT_ONCE) as beside:
            running = {}
            for number, one in enumerate(rounds):
                out = Path(folder, str(number))
                running[beside.submit(self._run_into, one, out)] = one, out
            for done in as_completed(running):
                one, out = running[done]
                done.result()
                one.announce()
                sys.stdout.buffer.write(out.read_bytes())
                sys.stdout.flush()
        self.results += rounds

    def _run_into(self, one, path):
        say(f"开始  {one.title}")
        with path.open("wb") as out:
            one.run(out)

    def summary(self, required):
        say("\n===== 结果")
        for done in self.results:
            say(f"{'通过' if done.code == 0 else '失败'}  {done.title}  {done.seconds:.0f} 秒")
        for part, why in self.left_out:
            say(f"{'缺少' if part in required else '未运行'}  {part}：{why}")
        failed = any(done.code for done in self.results)
        return int(failed or any(part in required for part, _ in self.left_out))


def main():
    required = set(filter(None, os.environ.get("PORTAL_REQUIRE", "").split(",")))
    if unknown := required - set(KNOWN_PARTS):
        sys.exit(f"PORTAL_REQUIRE 里有不认识的部分：{'、'.join(sorted(unknown))}")
    rounds = Rounds()
    postgres, no_postgres = find_postgres()
    redis_url, no_redis = find_redis()
    for part, why in (
        ("postgres", no_postgres),
        ("redis", no_redis),
        ("browser", "" if chromium() else "没有找到 Chromium"),
    ):
        if why:
            rounds.left_out.append((part, why))

    rounds.run(Round("格式与静态检查", ["make", "--no-print-directory", "lint"]))
    rest, processes, month = on_sqlite()
    on_databases = [rest, processes, month]
    if postgres:
        in_one, with_processes = on_postgres(postgres, redis_url)
        on_databases = [rest, in_one, processes, month, with_processes]
    elif redis_url:
        env = environment("redis", "", redis_url)
        on_databases.append(
            pytest_round("SQLite 与 Redis", env, "-m", "redis or faults", paths=["tests"])
        )
    rounds.run(*on_databases)
    return rounds.summary(required)


if __name__ == "__main__":
    sys.exit(main())
