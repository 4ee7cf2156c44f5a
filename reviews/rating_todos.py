"""What waits of ratings on the home page: cases of the unit, decisions of the committee, one query a role."""

from django.db.models import Q
from django.urls import reverse

from reviews import flags
from reviews.models import CaseState, PublicResult, RatingAppeal, RatingCase, ResultState
from units.models import Role
from zhaotong_portal.navigation import counts_of
from zhaotong_portal.todo import Todo


def waiting(user):
    scope = user.scope
    if scope.works_in_unit:
        yield from _of_the_unit(user)
    elif scope.is_committee_side:
        yield from _to_decide(user)


def _of_the_unit(user):
    rows = RatingCase.objects.visible_to(user)
    taken_up = (CaseState.ACCEPTED, CaseState.VERIFIED, CaseState.IN_HAND)
    found = counts_of(
        user,
        {
            "late": rows.overdue().filter(state__in=(CaseState.OPENED, *taken_up)),
            "opened": rows.filter(state=CaseState.OPENED),
            "in_hand": rows.filter(state__in=taken_up),
        },
    )
    yield Todo("逾期的差评件", found["late"], _cases("overdue=1"), urgent=True)
    yield Todo("差评件待受理", found["opened"], _cases("state=opened"))
    yield Todo("差评件待答复", found["in_hand"], _cases("state=with_unit"))


def _to_decide(user):
    scope = user.scope
    cases = RatingCase.objects.visible_to(user)
    waiting = {
        "appeals": scope.deciding(RatingAppeal.objects.filter(state="appealed")),
        "flags": scope.deciding(flags.waiting(user)),
        "to_call": cases.filter(caller=user, state=CaseState.ANSWERED),
        "late": scope.deciding(cases.overdue()),
    }
    if scope.role == Role.LEADER:
        waiting["escalated"] = _linked(scope, cases.filter(state=CaseState.ESCALATED))
        waiting["drafts"] = PublicResult.objects.filter(state=ResultState.DRAFTED)
    found = counts_of(user, waiting)
    yield Todo(
        "群众再次不满意，待批示", found.get("escalated", 0), _cases("state=escalated"), urgent=True
    )
    yield Todo("逾期的差评件", found["late"], _cases("overdue=1&mine=1"), urgent=True)
    yield Todo("差评申诉待核定", found["appeals"], _cases("appealed=1&mine=1"))
    yield Todo("疑似集中评议待核定", found["flags"], reverse("rating_flags"))
    yield Todo("差评件待回访", found["to_call"], _cases("to_call=1"))
    yield Todo("评议结果待公开", found.get("drafts", 0), reverse("rating_results"))


def _linked(scope, cases):
    """Of the districts that this leader is linked to, and of the committee itself."""
    if scope.whole:
        return cases
    return cases.filter(Q(unit__district__in=scope.district_ids) | Q(unit__is_committee=True))


def _cases(query):
    return f"{reverse('rating_cases')}?{query}"
