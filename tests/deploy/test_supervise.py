"""The portal's processes run side by side and end together; none stays behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.any_database]

# Writes its number down and waits; a line a start.
SITS = "import os, sys, time; print(os.getpid(), flush=True); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SITS
FAILS = "import os; print(os.getpid(), flush=True); raise SystemExit(7)"


class Portal:
    def __init__(self, folder):
        self.folder = folder
        self.supervisor = None
        self.out = folder / "supervisor.out"

    def start(self, **programs):
        plan = [
            {"name": name, "command": [sys.executable, "-c", code], "log": str(self.log(name))}
            for name, code in programs.items()
        ]
        with self.out.open("wb") as out:
            self.supervisor = subprocess.Popen(
                [sys.executable, str(ROOT / "deploy" / "supervise.py"), json.dumps(plan)],
                stdout=out,
                stderr=out,
                env=os.environ | {"PORTAL_STOP_SECONDS": "0.5"},
            )
        for name in programs:
            wait_for(lambda name=name: self.pids(name), what=name)
        return self

    def log(self, name):
        return self.folder / f"{name}.log"

    def pids(self, name):
        """Every process number that a program of this name has had."""
        log = self.log(name)
        return [int(line) for line in log.read_text().split()] if log.exists() else []

    def everyone(self):
        return [
            pid for log in self.folder.glob("*.log") for pid in map(int, log.read_text().split())
        ]

    def said(self):
        return self.out.read_text("utf-8")


def alive(pid):
    """Whether it runs; one that has ended and only waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def portal(tmp_path):
    if sys.platform != "linux":
        pytest.skip("looks for processes in /proc")
    running = Portal(tmp_path)
    yield running
    for pid in [running.supervisor.pid, *running.everyone()]:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)
    running.supervisor.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_stops_all(portal, number):
    portal.start(web=SITS, worker=SITS)
    portal.supervisor.send_signal(number)
    assert portal.supervisor.wait(10) == 0
    assert not any(map(alive, portal.everyone()))
    assert portal.said().endswith("已停止。\n")


def test_a_process_that_does_not_listen_is_ended_all_the_same(portal):
    portal.start(web=SITS, worker=STUBBORN)
    portal.supervisor.terminate()
    assert portal.supervisor.wait(10) == 0
    assert not any(map(alive, portal.everyone()))
    assert "worker 未能按时停止" in portal.said()


def test_a_process_that_dies_is_started_again(portal):
    portal.start(web=SITS, worker=SITS)
    (first,) = portal.pids("worker")
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: len(portal.pids("worker")) == 2, what="the second worker")
    assert alive(portal.pids("worker")[1])
    assert len(portal.pids("web")) == 1, "the others went on"


def test_a_process_that_keeps_dying_stops_all_and_says_where_to_look(portal):
    portal.start(web=SITS, worker=FAILS)
    assert portal.supervisor.wait(20) == 1
    assert not any(map(alive, portal.everyone()))
    assert f"worker 反复退出（代码 7），详见 {portal.log('worker')}" in portal.said()


def test_no_orphan_when_the_supervisor_itself_is_killed(portal):
    portal.start(web=SITS, worker=SITS)
    portal.supervisor.kill()
    portal.supervisor.wait()
    wait_for(lambda: not any(map(alive, portal.everyone())), what="the end of its processes")
