"""Processes of the portal that tests start, kill and wait for."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from zhaotong_portal.celery import app

ROOT = Path(__file__).resolve().parent.parent


def database_url():
    """The address of the test database, for a process that shares it with the test."""
    now = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(now['NAME']))}"
    login = now["USER"] + (f":{now['PASSWORD']}" if now["PASSWORD"] else "")
    return f"postgres://{login}@{now['HOST']}:{now['PORT'] or 5432}/{now['NAME']}"


def environment(var_dir, **extra):
    """The environment of a process that works on the test's database, with files in a folder of its own."""
    base = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "EMAIL_URL")}
    return base | {
        "DATABASE_URL": database_url(),
        "PORTAL_VAR_DIR": str(var_dir),
        "PORTAL_ENV": "test",
        "SECRET_KEY": settings.SECRET_KEY,
        "PYTHONUNBUFFERED": "1",
        **extra,
    }


def wait_for(condition, seconds=20, what="it"):
    """Wait until something has happened; the only place where a test waits for another process."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := condition():
            return result
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what}")


@contextmanager
def celery_settings(**new):
    """Celery with other settings for a while, and with none of the connections made under the old ones."""

    def switch(conf):
        app.conf.update(conf)
        app._pool = None
        app.__dict__.pop("amqp", None)

    before = {name: app.conf[name] for name in new}
    switch(new)
    try:
        yield
    finally:
        switch(before)


def folder_broker(base):
    """Transport options of a broker in folders below `base`."""
    folders = {name: base / name for name in ("queue", "processed", "control")}
    for path in folders.values():
        path.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folders["queue"]),
        "data_folder_out": str(folders["queue"]),
        "processed_folder": str(folders["processed"]),
        "control_folder": str(folders["control"]),
    }


class Worker:
    """A Celery worker in a process of its own, over Redis where there is one, else over a folder.

        worker.start(EMAIL_URL="smtp://127.0.0.1:2525")
        some_job.delay(1)
        wait_for(lambda: Delivery.objects.filter(state="sent").exists(), what="the mail")
        worker.kill()         # as a power cut would: SIGKILL, no goodbye

    `start` waits until the worker takes jobs; `stop` is the orderly end; `log` is what it wrote.
    """

    def __init__(self, folder, redis_url=""):
        self.folder = Path(folder) / "worker"
        self.redis_url = redis_url
        self.queue = f"test-{os.getpid()}-{id(self)}"
        self.process = None
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log_file = self.folder / "worker.log"

    @property
    def log(self):
        return self.log_file.read_text("utf-8") if self.log_file.exists() else ""

    @contextmanager
    def broker(self):
        """Let this process hand its jobs to the worker's broker instead of nowhere."""
        new = {"task_default_queue": self.queue}
        if self.redis_url:
            new["broker_url"] = self.redis_url
        else:
            new["broker_url"] = "filesystem://"
            new["broker_transport_options"] = folder_broker(self.folder / "broker")
        with celery_settings(**new):
            yield self
        self._forget_queue()

    def _forget_queue(self):
        if self.redis_url:
            import redis

            with redis.Redis.from_url(self.redis_url) as client:
                client.delete(self.queue, f"_kombu.binding.{self.queue}")

    def start(self, pool="threads", concurrency=2, **env):
        ready = self.log.count(" ready.")
        with self.log_file.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "zhaotong_portal", "worker"]
                + ["--pool", pool, "--concurrency", str(concurrency), "--loglevel", "INFO"]
                + ["--without-gossip", "--without-mingle", "--without-heartbeat"]
                + ["--queues", self.queue],
                cwd=ROOT,
                env=environment(self.folder, REDIS_URL=self.redis_url, **env),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        wait_for(lambda: self._has_started(ready), 40, "the worker")
        return self

    def _has_started(self, before):
        assert self.process.poll() is None, f"the worker ended:\n{self.log}"
        return self.log.count(" ready.") > before

    def stop(self):
        """The orderly end: what is being done is finished."""
        self.process.terminate()
        self.process.wait(20)

    def kill(self):
        """A power cut."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
