"""Two people start, then decide, at the same moment. Real threads, each with its own connection."""

import pytest
from django.utils import timezone

from tests.people import make_person
from tests.tasks.test_report_race import at_once, one_of_each
from units.models import Appointment, Handover, HandoverState
from units.workflows import handover as moves
from zhaotong_portal.workflow import StateChanged

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_at_once_one_counts_and_the_other_is_told(officer, secretary):
    successor = make_person("successor", "何某甲")
    post = officer.appointments.get()
    plan = {"incoming": successor, "takes_effect_on": timezone.localdate(), "reason": "岗位调整"}
    started = at_once(
        lambda: moves.prepare(officer, post, plan), lambda: moves.prepare(secretary, post, plan)
    )
    assert "已有一份交接" in one_of_each(started, StateChanged).text
    made = Handover.objects.get()
    moves.sign_outgoing(made.pk, officer)
    results = at_once(
        lambda: moves.sign_incoming(made.pk, successor),
        lambda: moves.sign_incoming(made.pk, successor),
        lambda: moves.cancel(made.pk, secretary, "调整取消"),
    )
    lost = [result for result in results if isinstance(result, Exception)]
    assert [type(each) for each in lost] == [StateChanged] * 2, results
    signed = Handover.objects.get().state == HandoverState.SIGNED_BY_BOTH
    assert Appointment.objects.filter(person=successor).count() == signed
    assert (officer.appointments.get().ends_on is not None) == signed
