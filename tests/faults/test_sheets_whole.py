"""A month's sheets from composing to every mailbox, with all that can go wrong on the way.

The portal is restarted during issue; the mail server is away for an hour; the worker is killed in the middle of a send,
at one step after another; the broker loses what it held; two beats send everything twice. At the end what arrived is
counted: each unit has one sheet, no number is missing or doubled, no mail is lost, and what may have gone out went out
once more at most, under the same Message-ID. Small in the suite; `make soak` runs all 84 units through every step.
"""

import os
import re
import signal
import subprocess
import sys
from collections import Counter

import pytest
from django.utils import timezone

from tasks.jobs import send_due_deliveries
from tasks.models import Delivery, DeliveryState, ReminderSheet
from tasks.workflows.reminder import compose_month
from tests.faults.test_deliveries import Sink, mail_server, mail_settings  # noqa: F401 - fixtures
from tests.people import make_person, make_unit
from tests.processes import ROOT, environment, wait_for
from units.models import Role
from zhaotong_portal.period import Period

pytestmark = pytest.mark.faults
SOAK = int(os.environ.get("SOAK", "0"))
LARGE = [pytest.mark.soak, pytest.mark.skipif(not SOAK, reason="make soak")]
STEPS = ("MAIL", "RCPT", "DATA", "NOOP")


class KillingSink(Sink):
    """Kills the worker at a step of the conversation, after so many mails of the round have been taken."""

    def __init__(self):
        super().__init__()
        self.kill, self.step, self.taken = None, None, 0

    def _reached(self, step):
        if self.step == step and self.taken >= 2:
            self.step = None
            self.kill()

    async def handle_MAIL(self, server, session, envelope, address, options):
        self._reached("MAIL")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self._reached("RCPT")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_NOOP(self, server, session, envelope, arg):
        self._reached("NOOP")
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(envelope)
        self._reached("DATA")  # it is in the mailbox, and nobody was told
        self.taken += 1
        return "250 OK"


def issuing(tmp_path, mail_settings):  # noqa: F811
    return subprocess.Popen(
        [sys.executable, "manage.py", "issue_reminders", str(Period.current()), "--by", "staff"],
        cwd=ROOT,
        env=environment(tmp_path / "issuing", **mail_settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def issued():
    return ReminderSheet.objects.filter(state="issued").count()


def mails():
    return Delivery.objects.filter(channel="mail")


def empty(worker):
    """The broker loses what it held."""
    if worker.redis_url:
        worker._forget_queue()
    for file in (worker.folder / "broker").rglob("*"):
        if file.is_file():
            file.unlink(missing_ok=True)


@pytest.mark.parametrize(
    "units, steps",
    [
        pytest.param(5, ("DATA",), id="small"),
        pytest.param(84, STEPS * 3, id="large", marks=LARGE),
    ],
)
def test_every_unit_has_its_sheet_once_whatever_happens(
    units, steps, transactional_db, districts, staff, worker, mail_server, mail_settings, tmp_path  # noqa: F811
):  # fmt: skip
    for n in range(1, units + 1):
        unit = make_unit(f"示例单位{n}", f"示例{n}", districts[n % 2], n)
        make_person(f"s{n}", "何某丁", Role.SECRETARY, unit=unit, email=f"s{n}@example.invalid")
    compose_month(Period.current())

    # The portal is restarted in the middle of issuing.
    process = issuing(tmp_path, mail_settings)
    wait_for(lambda: issued() or process.poll() is not None, 60, "the first sheet")
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    left = issued()
    assert left > 0
    again = issuing(tmp_path, mail_settings)
    _, said = again.communicate(timeout=120)
    assert again.returncode == 0, said.decode()
    _assert_numbers(units)

    # The mail server is away for an hour: everything waits, nothing is lost.
    mail_server.sink = sink = KillingSink()
    worker.start(**mail_settings)
    send_due_deliveries.delay()
    wait_for(lambda: mails().filter(state="failed").count() == units, 60, "the failures")
    assert set(mails().values_list("attempts", "unsure")) == {(1, 0)}
    mails().update(next_try_at=timezone.now())

    # It is back, and the worker dies at one step after another; two beats ask for everything twice.
    mail_server.start()
    for step in steps:
        sink.taken, sink.step = 0, step
        sink.kill = lambda: os.killpg(worker.process.pid, signal.SIGKILL)
        for _ in range(2):
            send_due_deliveries.delay()
        wait_for(lambda: worker.process.poll() is not None or _all_sent(units), 60, step)
        worker.kill()
        empty(worker)
        mails().filter(state="claimed").update(claimed_until=timezone.now())
        worker.start(**mail_settings)
    sink.step = None
    for _ in range(2):
        send_due_deliveries.delay()
    wait_for(lambda: _all_sent(units), 90, "every mail")

    _assert_numbers(units)
    arrived = Counter(sink.message_ids)
    assert set(arrived) == set(mails().values_list("message_id", flat=True))
    assert max(arrived.values()) <= 2
    twice = {message_id for message_id, times in arrived.items() if times == 2}
    # Two threads may each have been in the middle of a mail when the worker died.
    assert len(twice) <= 2 * len(steps)
    assert not Delivery.objects.exclude(state=DeliveryState.SENT).exists()
    assert not ReminderSheet.objects.filter(delivered_at=None).exists()


def _all_sent(units):
    return mails().filter(state="sent").count() == units


def _assert_numbers(units):
    sheets = ReminderSheet.objects.filter(state="issued")
    numbers = [int(re.search(r"(\d+)号", sheet.document_number)[1]) for sheet in sheets]
    assert sorted(numbers) == list(range(1, units + 1))
    assert sheets.values("unit").distinct().count() == units
    assert mails().count() == units
