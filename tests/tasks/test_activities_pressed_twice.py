"""A second press of the same button: one activity, counted once; what a colleague removed is said, not a fault."""

import pytest

from tasks.activities import change, enter, remove
from tasks.models import Activity
from tests.tasks.test_activities import kinds, shown, typed  # noqa: F401
from zhaotong_portal.workflow import StateChanged


def test_an_activity_sent_twice_at_once_is_one(report, officer, kinds):  # noqa: F811
    held = typed(kinds, "centre_group", place="三楼会议室")
    first = enter(report, officer, held)
    assert enter(report, officer, held) == first
    assert shown(report) == {("centre_group", None): "1"}
    # Another place: another meeting.
    enter(report, officer, held | {"place": "五楼会议室"})
    assert Activity.objects.count() == 2
    # And so is one with another branch or kind.
    enter(report, officer, typed(kinds, "special_lecture", place="三楼会议室"))
    assert Activity.objects.count() == 3


def test_what_was_removed_meanwhile_is_said(report, officer, kinds):  # noqa: F811
    held = typed(kinds, "centre_group")
    activity = enter(report, officer, held)
    remove(activity.pk, officer)
    with pytest.raises(StateChanged, match="删除"):
        remove(activity.pk, officer)
    with pytest.raises(StateChanged, match="删除"):
        change(activity.pk, officer, held, 1)
