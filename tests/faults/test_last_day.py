"""The last day of a month: everybody saves at once, against the real web server with two processes.

Nobody is refused and every line holds just what its officer typed. SOAK=50 (`make soak`) makes it 200 officers, and
compares the slow end of the saves with their median: a ratio of few saves on a busy machine says nothing.
"""

import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tasks.catalogue import load_indicators
from tasks.models import ItemProgress, Month, ServiceItem
from tasks.opening import open_month
from tests.deploy.ports import free_port, get
from tests.people import make_person, make_unit
from tests.processes import ROOT, environment, wait_for
from units.models import Role
from zhaotong_portal.period import Period

SOAK = bool(os.environ.get("SOAK"))
OFFICERS = 200 if SOAK else 24
A_UNIT = 2  # officers of one unit write in the same report
LINES, TIMES = 3, 2  # each officer's own lines, and how often each is saved
MOST_TAIL = 3  # the slow end of the saves, in medians
TOKEN = "t" * 32


@pytest.fixture
def officers(transactional_db, districts, web):
    """[(cookie, address, own lines)] of people who are logged in, two a unit."""
    load_indicators()
    period, found = Period.current(), []
    people = []
    for n in range(OFFICERS):
        if n % A_UNIT == 0:
            unit = make_unit(f"第{n}单位", f"单位{n}", districts[0], n + 1)
            ServiceItem.objects.bulk_create(
                ServiceItem(kind="service_item", category="public", unit=unit, year=period.year, title=f"事项{k}", title_key=f"事项{k}")
                for k in range(LINES * A_UNIT)
            )  # fmt: skip
        people.append((make_person(f"officer{n}", f"干部{n}", Role.OFFICER, unit=unit), unit))
    open_month(period)
    Month.objects.update(due_at=timezone.now() + timedelta(hours=1))
    lines = {}
    for line in ItemProgress.objects.select_related("report").order_by("pk"):
        lines.setdefault(line.report.unit_id, []).append(line)
    for n, (person, unit) in enumerate(people):
        client = Client()
        client.force_login(person)
        cookie = (
            f"sessionid={client.cookies[settings.SESSION_COOKIE_NAME].value}; csrftoken={TOKEN}"
        )
        own = lines[unit.pk][n % A_UNIT :: A_UNIT]
        found.append((cookie, f"/month/report/{own[0].report_id}/entry/", [line.pk for line in own]))  # fmt: skip
    return found


@pytest.fixture
def web(transactional_db, tmp_path):
    """The web server as it is deployed: gunicorn with deploy/gunicorn.conf.py, two processes."""
    port = free_port()
    log = (tmp_path / "web.log").open("wb")
    env = environment(tmp_path / "data", PORTAL_BIND=f"127.0.0.1:{port}", WEB_PROCESSES="2")
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "zhaotong_portal.wsgi:application"],
        cwd=ROOT, env=env, stdout=log, stderr=log,
    )  # fmt: skip
    yield lambda: wait_for(lambda: get(port, "/healthz")[0] == 200, 30, "the web server") and port
    process.terminate()
    process.wait(20)
    log.close()


class Officer(threading.Thread):
    """Saves each own line, then each once more, over a kept connection as a browser does."""

    def __init__(self, port, start, cookie, address, lines):
        super().__init__()
        self.port, self.start_together, self.cookie, self.address = port, start, cookie, address
        self.lines, self.texts, self.statuses, self.taken = lines, {}, [], []

    def run(self):
        """The page is opened first: a portal that people work in is warm."""
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.connection.request(
            "GET", f"/month/{Period.current()}/", headers={"Cookie": self.cookie}
        )
        answer = self.connection.getresponse()
        assert "data-month" in answer.read().decode()
        self.start_together.wait(60)
        for version in range(TIMES):
            for pk in self.lines:
                self.texts[pk] = f"第{pk}项，第{version + 1}稿：办结一批，新增两处服务点。"
                self.save(pk, version)

    def save(self, pk, version):
        body = urlencode({
            "kind": "line", "id": pk, "version": version, "text": self.texts[pk], "percent": 50 + version,
            "csrfmiddlewaretoken": TOKEN,
        })  # fmt: skip
        began = time.perf_counter()
        self.statuses.append(self.send(body))
        self.taken.append(time.perf_counter() - began)

    def send(self, body, again=False):
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        try:
            self.connection.request("POST", self.address, body, headers)
            answer = self.connection.getresponse()
            answer.read()
            return answer.status
        except (http.client.RemoteDisconnected, ConnectionError):
            # A kept connection that the server has closed meanwhile: a browser opens another.
            if again:
                raise
            self.connection.close()
            return self.send(body, again=True)


@pytest.mark.soak
@pytest.mark.faults
def test_everybody_saves_at_once_and_nothing_is_lost(officers, web):
    port, start = web(), threading.Barrier(len(officers))
    threads = [Officer(port, start, *officer) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert Counter(status for each in threads for status in each.statuses) == {
        200: OFFICERS * LINES * TIMES
    }
    typed = {pk: text for each in threads for pk, text in each.texts.items()}
    stored = ItemProgress.objects.filter(pk__in=typed).values_list("pk", "text", "version", "percent")  # fmt: skip
    assert {pk: text for pk, text, *_ in stored} == typed
    assert {tuple(more) for _, _, *more in stored} == {(TIMES, 50 + TIMES - 1)}
    taken = sorted(second for each in threads for second in each.taken)
    median, slow = statistics.median(taken), taken[int(len(taken) * 0.95)]
    print(f"{len(taken)} saves: median {median:.3f} s, p95 {slow:.3f} s, {slow / median:.2f} times")
    assert not SOAK or slow <= MOST_TAIL * median
