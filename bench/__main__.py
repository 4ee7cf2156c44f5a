"""`make bench`: every benchmark after the other, each in a process and on a database of its own.

Only ratios count (absolute times differ from machine to machine). On SQLite always, on PostgreSQL where one
answers. A benchmark is a module of this folder with a `main()`; it prints its own rows of the table.
`python -m bench dashboards` runs one.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.everything import find_postgres

ROOT = Path(__file__).resolve().parent.parent
# What each needs to be asked, and whether it says something else on PostgreSQL.
BENCHMARKS = {
    "dashboards": True,
    "headline": True,
    "reminders": True,
    "imports": True,
    "exports": False,
    "findings": True,
    "ratings": True,
    "startup": False,
}


def environment(name, database_url):
    """Far from the portal that may be running here: other files, other databases."""
    var = ROOT / "var" / "bench" / name
    var.mkdir(parents=True, exist_ok=True)
    return os.environ | {
        "PORTAL_VAR_DIR": str(var),
        "PORTAL_ENV": "test",
        "PORTAL_TEST_DB_SUFFIX": f"bench_{name}",
        "DATABASE_URL": database_url or f"sqlite:///{var / 'unused.sqlite3'}",
        "REDIS_URL": "",
        "DEBUG": "0",
        "LOG_LEVEL": "ERROR",
        "EMAIL_URL": "dummymail://",
    }


def run(name, title, database_url):
    print(f"\n===== {name} · {title}", flush=True)
    start = time.monotonic()
    command = [sys.executable, "-W", "ignore", "-m", f"bench.{name}"]
    code = subprocess.run(
        command, cwd=ROOT, env=environment(name, database_url), check=False
    ).returncode
    print(f"（{time.monotonic() - start:.0f} 秒）", flush=True)
    return code


def main(wanted):
    if unknown := set(wanted) - set(BENCHMARKS):
        sys.exit(f"没有这项测量：{'、'.join(sorted(unknown))}。现有：{'、'.join(BENCHMARKS)}")
    postgres, why_not = find_postgres()
    failed = []
    for name, on_both in BENCHMARKS.items():
        if wanted and name not in wanted:
            continue
        for title, url in (("SQLite", ""), ("PostgreSQL", postgres)):
            if title == "PostgreSQL" and not (on_both and postgres):
                continue
            if run(name, title, url):
                failed.append(f"{name}（{title}）")
    if not postgres:
        print(f"\n未在 PostgreSQL 上测量：{why_not}")
    if failed:
        sys.exit(f"\n未能完成：{'、'.join(failed)}")


if __name__ == "__main__":
    main(sys.argv[1:])
