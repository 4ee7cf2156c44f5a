"""The home page's line about exports that are ready to be fetched."""

from django.urls import reverse

from zhaotong_portal import todo
from zhaotong_portal.exports.models import Export
from zhaotong_portal.todo import Todo


def register():
    todo.register(ready)


def ready(user):
    """What was made and not fetched yet."""
    count = Export.objects.visible_to(user).ready_and_unseen().count()
    yield Todo("导出已完成，可以下载", count, reverse("exports"))
