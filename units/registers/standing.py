"""How many entries each register has for a person, and how many wait for a decision: one query for all registers."""

from django.contrib.auth import get_user_model

from units.registers.entry import EntryState
from zhaotong_portal.navigation import CountOf


def standing_of(user, declared):
    """{code: {"count": on record, "waiting": proposed}}"""
    columns = {}
    for row in declared:
        visible = row.model.objects.visible_to(user).order_by()
        for name, state in (("count", EntryState.CONFIRMED), ("waiting", EntryState.PROPOSED)):
            columns[row.code, name] = CountOf(visible.filter(state=state).values("pk"))
    numbers = get_user_model().objects.filter(pk=user.pk).values_list(*columns.values()).get()
    counted = {row.code: {} for row in declared}
    for (code, name), number in zip(columns, numbers, strict=True):
        counted[code][name] = number
    return counted


def waiting_for(user, declared):
    """[(register, how many)] of the proposals that this person may decide."""
    counted = standing_of(user, declared)
    return [(row, counted[row.code]["waiting"]) for row in declared]
