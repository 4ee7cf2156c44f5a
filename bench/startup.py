"""How long `make run` takes and how much memory all its processes hold together.

The first start here has its packages already: what it measures is the making of the demonstration. The whole of
a cold start (environment and packages) is measured by hand on a fresh clone, docs/operations.md.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("/login/", "/healthz", "/readyz")
REACH_FIRST, REACH_WARM, REACH_MB, ROUNDS = 180, 6, 600, 3


def free_port():
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def wait_until(port, path, seconds):
    deadline = time.monotonic() + seconds
    while answers(port, path) != 200:
        if time.monotonic() > deadline:
            raise SystemExit(f"{path} 没有在 {seconds} 秒内应答")
        time.sleep(0.05)


def resident_mb(pid):
    """The process and all below it, each counted whole although they share pages."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True
    )
    rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    family = {pid}
    for _ in range(4):  # supervisor, web server, its processes, a process of a job
        family |= {child for child, parent, _ in rows if parent in family}
    return sum(rss for child, _, rss in rows if child in family) / 1024


def start(env):
    begun = time.monotonic()
    command = [sys.executable, str(ROOT / "manage.py"), "runportal"]
    portal = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    wait_until(int(env["PORT"]), "/login/", 300)
    return portal, time.monotonic() - begun


def stop(portal):
    portal.send_signal(signal.SIGINT)
    portal.wait(30)


def main():
    var = Path(os.environ.get("PORTAL_VAR_DIR", ROOT / "var" / "bench" / "startup")) / "portal"
    shutil.rmtree(var, ignore_errors=True)
    port = free_port()
    env = os.environ | {"PORTAL_VAR_DIR": str(var), "PORT": str(port), "PORTAL_ENV": ""}
    env |= {"DATABASE_URL": f"sqlite:///{var / 'portal.sqlite3'}"}
    portal, first = start(env)
    stop(portal)
    warm = []
    for _ in range(ROUNDS):
        portal, seconds = start(env)
        warm.append(seconds)
        if len(warm) < ROUNDS:
            stop(portal)
    wait_until(port, "/readyz", 120)
    for page in PAGES * 10:
        answers(port, page)
    memory = resident_mb(portal.pid)
    stop(portal)
    print(f"首次启动（生成演示数据）{first:6.1f} 秒（要求连同安装 {REACH_FIRST} 秒以内）")
    print(
        f"再次启动                 {sorted(warm)[ROUNDS // 2]:6.1f} 秒（要求 {REACH_WARM} 秒以内）"
    )
    print(f"全部进程占用内存         {memory:6.0f} MB（要求 {REACH_MB} MB 以内）")


if __name__ == "__main__":
    main()
