"""`make test`: checks, then every test on SQLite and, beside it, on PostgreSQL and Redis where they answer.

It ends with what was not run and why. PORTAL_REQUIRE=postgres,redis,browser makes a missing part a failure.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
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
        "PORTAL_TEST_DB_SUFFIX": os.environ.get("PORTAL_TEST_DB_SUFFIX", "make"),
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


def pytest_round(title, env, *options):
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "--durations=8", *options, "tests"]
    return Round(title, command, env)


class Rounds:
    """What was run and how it ended, and what was not."""

    def __init__(self):
        self.results = []
        self.left_out = []

    def run(self, first, *others):
        """The first is seen as it runs; the others run beside it and are shown when they are done."""
        with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as beside:
            running = []
            for number, other in enumerate(others):
                out = Path(folder, str(number)).open("w+b")  # noqa: SIM115 - closed below
                running.append((other, out, beside.submit(other.run, out)))
            first.announce()
            first.run()
            for other, out, done in running:
                done.result()
                other.announce()
                out.seek(0)
                sys.stdout.buffer.write(out.read())
                sys.stdout.flush()
                out.close()
        self.results += [first, *others]

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
    on_databases = [pytest_round("SQLite", environment("sqlite"))]
    if postgres:
        name = "PostgreSQL 与 Redis" if redis_url else "PostgreSQL"
        env = environment("postgres", postgres, redis_url or "") | {"PORTAL_TEST_ANY_DATABASE": "0"}
        on_databases.append(pytest_round(name, env, "-m", "not browser"))
    elif redis_url:
        env = environment("redis", "", redis_url)
        on_databases.append(pytest_round("SQLite 与 Redis", env, "-m", "redis or faults"))
    rounds.run(*on_databases)
    return rounds.summary(required)


if __name__ == "__main__":
    sys.exit(main())
