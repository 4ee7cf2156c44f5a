"""Runs the portal's processes side by side and stops them together; `manage.py runportal` becomes this.

Plain Python without Django: it sits beside the portal all day and should weigh little. A process that dies
is started again, unless it keeps dying. Ctrl-C, a closed terminal or a kill stop all of them; if even this
one is killed outright, Linux tells each of its processes (PR_SET_PDEATHSIG), so that no orphan holds the
port or sends mail.
"""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = float(os.environ.get("PORTAL_STOP_SECONDS", "12"))  # for an orderly end
RESTARTS_PER_MINUTE = 4
LOG_LIMIT = 5 * 1024 * 1024
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent():
    """Ask Linux for a TERM when the parent is gone. Other systems lack this; there Ctrl-C must do."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Process:
    """One of the portal's processes and the log it writes."""

    def __init__(self, name, command, log):
        self.name, self.command, self.log = name, command, Path(log)
        self.starts = []
        self.running = None

    def start(self):
        self.starts.append(time.monotonic())
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".1.log"))
        with self.log.open("ab") as out:
            # A session of its own: a Ctrl-C in the terminal reaches only the supervisor, which stops in order.
            self.running = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=die_with_parent if LIBC else None,
            )

    def keeps_dying(self):
        recent = [start for start in self.starts if time.monotonic() - start < 60]
        return len(recent) > RESTARTS_PER_MINUTE

    def ask_to_stop(self):
        if self.running.poll() is None:
            self.running.terminate()

    def make_stop(self, patience):
        """Wait for an orderly end, then end the whole group: a child of a child must not stay either."""
        try:
            self.running.wait(max(patience, 0))
        except subprocess.TimeoutExpired:
            print(f"{self.name} 未能按时停止，强制结束。", flush=True)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()


class Stop(Exception):
    """Somebody wants all of it to stop."""


def stop(signum, frame):
    raise Stop


def watch(processes):
    """Return when one of the processes cannot be kept running."""
    while True:
        time.sleep(0.5)
        for process in processes:
            code = process.running.poll()
            if code is None:
                continue
            if process.keeps_dying():
                print(f"{process.name} 反复退出（代码 {code}），详见 {process.log}", flush=True)
                return
            print(f"{process.name} 意外退出（代码 {code}），重新启动。", flush=True)
            process.start()


def end(processes):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    deadline = time.monotonic() + PATIENCE
    started = [process for process in processes if process.running]
    for process in started:
        process.ask_to_stop()
    for process in started:
        process.make_stop(deadline - time.monotonic())


def main(plan):
    """`plan` is a list of {"name", "command", "log"}."""
    processes = [Process(**entry) for entry in plan]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    if LIBC and os.environ.pop("PORTAL_STOP_WITH_PARENT", ""):
        die_with_parent()
    failed = False
    try:
        for process in processes:
            process.start()
        watch(processes)
        failed = True
    except Stop:
        print("\n正在停止……", flush=True)
    finally:
        end(processes)
    print("已停止。", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
