"""What waits of 模范机关: for the unit what was returned, for its secretary what is to be submitted, for staff what came in."""

from django.urls import reverse

from reviews.models import ModelOfficeApplication, ModelOfficeState
from units.models import Role
from zhaotong_portal.todo import Todo

State = ModelOfficeState


def waiting(user):
    if user.scope.works_in_unit:
        yield from _of_the_unit(user)
    elif user.scope.is_committee_side:
        rows = user.scope.deciding(ModelOfficeApplication.objects.filter(state=State.SUBMITTED))
        yield Todo("模范机关自评待审核", rows.count(), f"{_address(State.SUBMITTED)}&mine=1")


def _of_the_unit(user):
    rows = ModelOfficeApplication.objects.visible_to(user).filter(state__in=[State.DRAFT, State.RETURNED])  # fmt: skip
    states = list(rows.order_by().values_list("state", flat=True))
    yield Todo(
        "模范机关自评被退回", states.count(State.RETURNED), _address(State.RETURNED), urgent=True
    )
    if user.scope.role == Role.SECRETARY:
        yield Todo("模范机关自评待报送", states.count(State.DRAFT), _address(State.DRAFT))


def _address(state):
    return f"{reverse('model_offices')}?state={state}"
