"""Ratings: the citizen's whole post against a plain ModelForm view, over HTTP with two web processes.

Then the promise: 50 a second, some pages sent twice, none lost and none doubled. Run alone:
`python -m bench.ratings [seconds]` (a minute when it is said; ten seconds in `make bench`).
"""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
POINTS, CONNECTIONS, POSTS, ROUNDS = 20, 8, 400, 5
PACE, SECONDS, TWICE_EVERY = 50, 10, 10
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
# How hard the phones' sum is in this run: made beforehand, as phones make it while their owners read, and looked at in full.
WORK_BITS = "6"


def fill():
    """Twenty units with a code each, and the reasons."""
    from django.core.management import call_command

    from reviews.loading import load_reasons
    from reviews.models import RatingPoint
    from units.loading import load_units
    from units.models import Unit

    call_command("createcachetable", verbosity=0)
    load_units(POINTS)
    load_reasons()
    return RatingPoint.objects.bulk_create(
        [RatingPoint(unit=unit) for unit in Unit.objects.order_by("pk")]
    )


# --- The server -----------------------------------------------------------------------------------------


class Server:
    """gunicorn as the portal runs it, on a port of its own and the database of the benchmark."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def __enter__(self):
        from django.conf import settings

        environment = os.environ | {
            "DATABASE_URL": _address_of_the_database(),
            "SECRET_KEY": settings.SECRET_KEY,
            "PORTAL_BIND": f"127.0.0.1:{self.port}",
            "PORTAL_VAR_DIR": str(settings.VAR_DIR),
            "PYTHONPATH": str(ROOT),
            "PORTAL_RATING_WORK_BITS": WORK_BITS,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "bench.plain_rating:application"],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(200):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def __exit__(self, *error):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def _address_of_the_database():
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


# --- The citizens ---------------------------------------------------------------------------------------


def send_all(port, requests, pace=None):
    """Posts (path, body) over a few kept connections; `pace` a second at most. Returns (seconds, statuses)."""
    statuses, lock, todo = [], threading.Lock(), iter(list(enumerate(requests)))
    started = time.perf_counter()

    def citizen():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                number, request = next(todo, (None, None))
            if request is None:
                return
            if pace:
                time.sleep(max(0, started + number / pace - time.perf_counter()))
            connection.request("POST", request[0], request[1], HEADERS)
            response = connection.getresponse()
            response.read()
            with lock:
                statuses.append(response.status)

    threads = [threading.Thread(target=citizen) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started, statuses


def citizens_posts(points, count):
    """Grades in equal shares, far more 差评 than an office ever has: each of them opens a case and gives a receipt."""
    from reviews.form_key import new_form_key
    from reviews.work import solve

    for number in range(count):
        point = points[number % len(points)]
        page = new_form_key(point)
        body = {
            "form_key": page,
            "grade": 5 - number % 5,
            "comment": "窗口很热情",
            "work": solve(page),
        }
        yield point.get_absolute_url(), urlencode(body)


def plain_posts(points, count):
    import secrets
    from datetime import date

    for number in range(count):
        point = points[number % len(points)]
        body = {
            "point": point.pk, "unit": point.unit_id, "grade": 5 - number % 5, "comment": "窗口很热情",
            "given_on": date.today().isoformat(), "form_key": secrets.token_urlsafe(16),
        }  # fmt: skip
        yield "/r/plain-form/", urlencode(body)


def measure(seconds=SECONDS):
    """On the database of the settings, in a database of its own."""
    from django.db import connection

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        points = fill()
        connection.close()
        with Server() as server:
            return _compare(server.port, points) | _minute(server.port, points, seconds)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _compare(port, points):
    """Posts a second of both, in turns, so that a slow moment of the machine hits both."""
    rates = {"plain": [], "portal": []}
    makers = {"plain": plain_posts, "portal": citizens_posts}
    for turn in range(ROUNDS + 1):
        for side, make in makers.items():
            taken, statuses = send_all(port, list(make(points, POSTS)))
            assert set(statuses) == {200}, (side, set(statuses))
            if turn:  # the first round warms up
                rates[side].append(POSTS / taken)
    return {side: statistics.median(found) for side, found in rates.items()}


def _minute(port, points, seconds):
    """`PACE` a second, every tenth page sent twice: what was sent, what is stored, what was refused."""
    from reviews.figures import differences, refresh_ratings
    from reviews.models import Rating

    before = Rating.objects.count()
    # The plain view opened no cases for its own.
    without_case = Rating.objects.filter(grade__lte=2, case=None)
    before_without = without_case.count()
    pages = list(citizens_posts(points, PACE * seconds))
    sent = []
    for number, page in enumerate(pages):
        sent += [page, page] if number % TWICE_EVERY == 0 else [page]
    taken, statuses = send_all(port, sent, pace=PACE * len(sent) / len(pages))
    refresh_ratings()
    return {
        "untrue": len(list(differences())) + without_case.count() - before_without,
        "seconds": seconds,
        "taken": taken,
        "pages": len(pages),
        "sent": len(sent),
        "refused": sum(status != 200 for status in statuses),
        "stored": Rating.objects.count() - before,
    }


def report(found, vendor):
    """The table, as lines of text."""
    ratio = found["portal"] / found["plain"]
    return [
        f"评议 · {vendor} · 每秒提交（HTTP，两个网页进程）",
        f"  普通 ModelForm 页面 {found['plain']:6.0f} 次　群众评议整个过程 {found['portal']:6.0f} 次　"
        f"{ratio:.2f} 倍（要求 1 倍以上）",
        f"  每秒 {PACE} 条，持续 {found['seconds']} 秒（实用 {found['taken']:.1f} 秒）：{found['pages']} 页共提交 {found['sent']} 次，"
        f"存下 {found['stored']} 条，拒绝 {found['refused']} 次（要求不丢、不重）",
        f"  汇总与逐条、差评与差评件不一致：{found['untrue']} 处（要求 0）",
    ]


def main(seconds):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotong_portal.settings")
    os.environ.setdefault("PORTAL_TEST_DB_SUFFIX", "bench_ratings")
    os.environ["PORTAL_RATING_WORK_BITS"] = WORK_BITS
    import django

    django.setup()
    from django.db import connection

    print("\n".join(report(measure(seconds), connection.vendor)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
