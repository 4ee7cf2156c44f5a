"""责任清单: the header's link, and what waits for the unit after a list was issued or changed."""

from django.urls import reverse

from units.models import Role
from zhaotong_portal import navigation, todo
from zhaotong_portal.todo import Todo


def register():
    navigation.register("责任清单", "duties", list(Role), order=102)
    todo.register(waiting)


def waiting(user):
    from tasks.models import Duty

    if not user.scope.works_in_unit:
        return
    rows = Duty.objects.visible_to(user).unseen().order_by()
    years = list(rows.values_list("year", flat=True))
    for year in sorted(set(years)):
        yield Todo(
            f"{year}年责任清单有变动，待知悉", years.count(year), f"{reverse('duties')}?year={year}"
        )
