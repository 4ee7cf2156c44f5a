"""Two people at the same moment: one wins, the other is told who was faster. Real threads, each with its own connection."""

import threading

import pytest
from django.db import connection

from tasks.lines import EntryConflict, save_line
from tasks.models import ReportSnapshot, ReportState
from tasks.opening import open_month
from tasks.workflows import report as moves
from tests.tasks.month_world import NOVEMBER, at, fresh
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import StateChanged

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Run each in a thread of its own, all let go at the same moment; what each gave back, or raised."""
    gate, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        try:
            gate.wait(10)
            results[place] = deed()
        except Exception as error:  # noqa: BLE001 - handed to the test
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def one_of_each(results, kind):
    lost = [result for result in results if isinstance(result, Exception)]
    assert len(lost) == 1, results
    assert isinstance(lost[0], kind), lost
    return lost[0]


@pytest.mark.parametrize("time", range(3))
def test_two_reviewers_at_once(submitted, staff, colleague, time):
    results = at_once(
        lambda: moves.accept(submitted.pk, staff),
        lambda: moves.return_for_correction(submitted.pk, colleague, reason="请补充佐证"),
    )
    told = one_of_each(results, StateChanged)
    state = fresh(submitted).state
    winner = "陈示例 审核通过" if state == ReportState.ACCEPTED else "吴某甲 退回"
    assert f"已由 {winner}" in told.text
    assert ReportSnapshot.objects.count() == (state == ReportState.ACCEPTED)
    decided = AuditEntry.objects.filter(
        action__in=["report.accept", "report.return_for_correction"]
    )
    assert decided.count() == 1


def test_accepted_twice_at_once_it_is_kept_once(submitted, staff, colleague):
    results = at_once(
        lambda: moves.accept(submitted.pk, staff), lambda: moves.accept(submitted.pk, colleague)
    )
    one_of_each(results, StateChanged)
    assert ReportSnapshot.objects.count() == 1


def test_the_signature_and_a_late_entry_at_once(sent, secretary, officer):
    """Whoever comes second is refused: what is signed is what the round keeps."""
    line = sent.lines.first()
    results = at_once(
        lambda: moves.sign_and_submit(sent.pk, secretary),
        lambda: save_line(line.pk, officer, {"text": "抢在签发之前"}, line.version),
    )
    one_of_each(results, StateChanged)
    kept = fresh(sent).rounds.get().content["lines"]
    assert {row["line"]: row["text"] for row in kept}[line.pk] == fresh(line).text


def test_sent_to_the_secretary_while_staff_reopen(submitted, officer, staff):
    """Whoever is first: the month is with the unit or with its secretary, and each of the two moves is one."""
    moves.accept(submitted.pk, staff)
    until = at(11, 26)
    sent, reopened = at_once(
        lambda: moves.send_to_sign(submitted.pk, officer),
        lambda: moves.reopen(submitted.pk, staff, "数字有误", until),
    )
    assert not isinstance(reopened, Exception)
    refused = isinstance(sent, Exception)
    assert fresh(submitted).state == (ReportState.RETURNED if refused else ReportState.TO_SIGN)
    if refused:
        assert isinstance(sent, StateChanged)


def test_two_windows_save_one_line_at_once(report, officer, secretary):
    line = report.lines.first()
    results = at_once(
        lambda: save_line(line.pk, officer, {"text": "甲的文字"}, 0),
        lambda: save_line(line.pk, secretary, {"text": "乙的文字"}, 0),
    )
    lost = one_of_each(results, EntryConflict)
    assert {lost.mine["text"], lost.theirs["text"]} == {"甲的文字", "乙的文字"}
    assert fresh(line).text == lost.theirs["text"]


def test_a_month_opened_twice_at_once_is_opened_once(november, units, clock):
    clock.move_to(at(12, 1))
    december = NOVEMBER.next()
    results = at_once(lambda: open_month(december), lambda: open_month(december))
    assert not [result for result in results if isinstance(result, Exception)], results
    assert sorted(unit.reports.filter(period=december).count() for unit in units) == [1] * 4
    report = units[0].reports.get(period=december)
    assert report.lines.count() == 2
