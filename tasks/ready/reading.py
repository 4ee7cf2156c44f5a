"""The leader's home list says how many reports wait to be read."""

from django.urls import reverse

from tasks.reading import waiting_for
from units.models import Role
from zhaotong_portal import todo
from zhaotong_portal.todo import Todo


def register():
    todo.register(unread)


def unread(user):
    if user.scope.role == Role.LEADER:
        yield Todo("月度进展待审阅", waiting_for(user).count(), reverse("reading"))
