"""What the area of work items adds to the header and the home page."""

from django.urls import reverse

from tasks.models import DeadlineChange, WorkItem
from units.models import Role
from zhaotong_portal import navigation, todo
from zhaotong_portal.todo import Todo

DECIDING = {Role.STAFF, Role.LEADER}


def register():
    navigation.register("事项", "items", list(Role), order=30)
    todo.register(waiting)


def waiting(user):
    """What somebody must decide, and what is overdue in their own unit."""
    if user.scope.role in DECIDING:
        changes = user.scope.deciding(DeadlineChange.objects.open(), "item__unit").count()
        yield Todo("时限变更待审批", changes, reverse("deadlines"))
    if user.scope.works_in_unit:
        late = WorkItem.objects.visible_to(user).overdue().count()
        yield Todo("逾期事项", late, f"{reverse('items')}?overdue=1", urgent=True)
