"""现场测评 in the meeting room: everybody votes at once from one network, against the real web server with two processes.

None lost, none doubled, the page light; and whoever has the whole database and the web's log afterwards finds nothing that
joins a vote to a code or an order. 300 people, also in the suite: a vote is two requests.
"""

import http.client
import re
import subprocess
import sys
import threading
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection

from reviews import voting
from reviews.models import VoteCode, VoteCount, VoteSession
from reviews.workflows import vote_session as workflow
from tests.deploy.ports import free_port, get
from tests.people import make_unit
from tests.processes import ROOT, environment, wait_for
from zhaotong_portal.workflow import StateChanged

PEOPLE, SUBJECTS = 300, 84
AT_ONCE = 60  # telephones that are waiting for an answer at the same moment
MOST_BYTES = 40 * 1024
AGENT = "Mozilla/5.0 (Linux; Android 14) Phone-{}"


@pytest.fixture
def web(transactional_db, tmp_path):
    """(port, its log): gunicorn as it is deployed, as talkative as it can be made without changing the deployment."""
    port, log = free_port(), tmp_path / "web.log"
    env = environment(
        tmp_path / "data", PORTAL_BIND=f"127.0.0.1:{port}", WEB_PROCESSES="2", LOG_LEVEL="DEBUG"
    )
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "zhaotong_portal.wsgi:application"],
            cwd=ROOT, env=env, stdout=out, stderr=out,
        )  # fmt: skip
        wait_for(lambda: get(port, "/healthz")[0] == 200, 30, "the web server")
        yield port, log
        process.terminate()
        process.wait(20)


@pytest.fixture
def meeting(transactional_db, districts, staff):
    """(session, codes): all 84 secretaries report, 300 people in two groups have their slips."""
    units = [make_unit(f"第{n}单位", f"单位{n}", districts[0], n + 1) for n in range(SUBJECTS)]
    session = workflow.prepare(
        staff, year=2026, title="2026年度述职评议会议", held_on=date(2026, 12, 20),
        subjects=[(unit, "李示例") for unit in units], groups=[("工委班子成员", 60), ("党员代表", 40)],
    )  # fmt: skip
    numbers = dict.fromkeys(session.groups.values_list("pk", flat=True), PEOPLE // 2)
    made = workflow.issue_codes(session.pk, staff, numbers)
    workflow.open_vote(session.pk, staff)
    return session, [code for _, codes in made for code in codes]


class Phone:
    """One telephone: the code, then the choices, as the page's form sends them; once more where the answer was late."""

    def __init__(self, port, number, code, subjects):
        self.port, self.number, self.code = port, number, code
        self.choices = {f"subject-{pk}": (number + n) % 3 for n, pk in enumerate(subjects)}

    def vote(self):
        status, page = self.send({"code": self.code})
        assert status == 200, page
        first, _ = self.send({"code": self.code, "cast": "1", **self.choices})
        again, _ = self.send({"code": self.code, "cast": "1", **self.choices})
        return len(page.encode()), first, again

    def send(self, fields):
        ask = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        ask.request("POST", "/r/vote/", urlencode(fields), {
            "Content-Type": "application/x-www-form-urlencoded", "User-Agent": AGENT.format(self.number),
        })  # fmt: skip
        answer = ask.getresponse()
        page = answer.read().decode()
        ask.close()
        return answer.status, page


def everybody(phones):
    """What each was answered, `AT_ONCE` at the same time."""
    answers, waiting, lock = [], list(phones), threading.Lock()

    def take_turns():
        while True:
            with lock:
                if not waiting:
                    return
                phone = waiting.pop()
            answer = phone.vote()
            with lock:
                answers.append(answer)

    threads = [threading.Thread(target=take_turns) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    return answers


def whole_database():
    """Every row of every table as text."""
    return {
        model._meta.label: sorted(map(str, model.objects.values_list()))
        for model in apps.get_models()
        if model._meta.managed
    }


@pytest.mark.faults
def test_three_hundred_vote_at_once_and_nobody_can_say_who_how(meeting, web, staff):
    session, codes = meeting
    port, log = web
    subjects = list(session.subjects.values_list("pk", flat=True))
    before = whole_database()
    phones = [Phone(port, n, code, subjects) for n, code in enumerate(codes)]

    answers = everybody(phones)

    assert len(answers) == PEOPLE
    assert Counter(first for _, first, _ in answers) == {200: PEOPLE}, "none lost"
    assert Counter(again for _, _, again in answers) <= Counter({422: PEOPLE, 429: PEOPLE})
    assert max(size for size, _, _ in answers) < MOST_BYTES
    chosen = Counter((key, option) for phone in phones for key, option in phone.choices.items())
    stored = {
        (f"subject-{pk}", option): number for pk, option, number in _by_option(session) if number
    }
    assert stored == dict(chosen), "none doubled, none in another's place"
    assert not VoteCode.objects.exists()

    after = whole_database()
    assert {label for label in after if after[label] != before[label]} <= {
        "reviews.VoteCode", "reviews.VoteCount",
        "reviews.DayDigest", "reviews.DayKey",  # wrong codes from one network, counted: each code's second time
    }  # fmt: skip
    _nothing_told_apart(session, phones, log)


def _by_option(session):
    found = Counter()
    for pk, option, number in VoteCount.objects.filter(subject__session=session).values_list("subject", "option", "number"):  # fmt: skip
        found[pk, option] += number
    return [(pk, option, number) for (pk, option), number in found.items()]


def _nothing_told_apart(session, phones, log):
    """No code, digest, telephone or address of the vote, neither in a row nor in the log; nothing ordered by time."""
    everything = "\n".join(row for rows in whole_database().values() for row in rows)
    written = log.read_text("utf-8")
    assert written, "the server does write a log"
    for phone in phones:
        for trace in (phone.code, voting.key_of(phone.code), AGENT.format(phone.number)):
            assert trace not in everything
            assert trace not in written
            assert trace.replace("-", "") not in written
    assert "/r/vote" not in written
    assert not re.search(r"subject-\d", written)


@pytest.mark.faults
def test_what_is_left_of_the_order_goes_when_the_vote_is_closed(meeting, staff):
    """The database's own traces: versions of rows, freed places, the journal."""
    session, codes = meeting
    subjects = list(session.subjects.values_list("pk", flat=True))
    keys = [voting.key_of(code) for code in codes[:3]]
    for n, code in enumerate(codes[:3]):
        voting.cast(code, dict.fromkeys(subjects, n))
    was = _place_on_the_disk()
    workflow.close_vote(session.pk, staff)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM reviews_votecount")
            assert cursor.fetchone() == (1,), "all counts are of one moment"
        assert not set(was) & set(_place_on_the_disk()), (
            "written anew, old versions of rows left behind"
        )
    else:
        files = _files_of_the_database()
        assert not any(key.encode() in content for key in keys for content in files)
        left = voting.key_of(codes[-1]).encode()
        assert any(left in content for content in files), "an unused code is there to be found"


def _place_on_the_disk():
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filepath(unnest(ARRAY['reviews_votecode', 'reviews_votecount']))")  # fmt: skip
        return [path for (path,) in cursor.fetchall()]


def _files_of_the_database():
    name = connection.settings_dict["NAME"]
    paths = (Path(f"{name}{end}") for end in ("", "-wal", "-journal"))
    return [path.read_bytes() for path in paths if path.exists()]


@pytest.mark.faults
def test_two_who_close_at_once_are_told_apart(meeting, staff):
    """The second learns that the first has closed it; the counts stay."""
    session, _ = meeting
    start, outcomes = threading.Barrier(2), []

    def close():
        try:
            start.wait(20)
            workflow.close_vote(session.pk, staff)
            outcomes.append("closed")
        except StateChanged as refused:
            outcomes.append(refused.text)
        finally:
            connection.close()

    threads = [threading.Thread(target=close) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    closed, told = sorted(outcomes, key=len)
    assert closed == "closed"
    assert "截止投票" in told
    assert VoteSession.objects.get().state == "closed"
