"""The web server, embedded and in an office: two processes of a few threads each.

Prometheus' counters lie in a folder that both processes share; without it each would tell only its own.
"""

import os
import shutil
from pathlib import Path

bind = os.environ.get("PORTAL_BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
timeout = 60
graceful_timeout = 10
keepalive = 5
# A process is renewed now and then, so that what libraries leak stays small.
max_requests = 5000
max_requests_jitter = 500
# A proxy of the office's own network may say for whom it asks.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
# The heartbeat file of a worker must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# Addresses of citizens are stored nowhere, so there is no access log; the proxy's has none of /r/ either.
accesslog = None
errorlog = "-"
control_socket_disable = True

_counters = Path(os.environ.get("PORTAL_VAR_DIR", "var")).resolve() / "metrics"
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_counters))


def on_starting(server):
    """Counters of processes that are gone would be added to those of today."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
    Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True)


def child_exit(server, worker):
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
