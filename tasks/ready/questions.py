"""What questions and standard phrases add to the header and the home page."""

from django.urls import reverse

from tasks.models import Question, QuestionState
from tasks.models.question import READERS
from tasks.phrases import KEEPERS
from tasks.workflows.question import ASKERS
from zhaotong_portal import navigation, todo
from zhaotong_portal.todo import Todo


def register():
    navigation.register("提问", "questions", READERS, order=110, badge=waiting)
    navigation.register("常用语", "phrases", KEEPERS, order=160)
    todo.register(todos)


def waiting(user):
    """A unit: what it has not answered. Who asks: what was answered and not yet settled, of the absent one's too."""
    rows = Question.objects.visible_to(user)
    if user.scope.works_in_unit:
        return rows.open()
    if user.scope.role in ASKERS:
        people = [part.person_id for part in user.scope.parts]
        return rows.filter(state=QuestionState.ANSWERED, asked_by__in=people)
    return None


def todos(user):
    rows = waiting(user)
    if rows is None:
        return
    count = rows.count()
    if user.scope.works_in_unit:
        yield Todo("提问待答复", count, _address(rows, count, f"state={QuestionState.OPEN}"))
    else:
        chosen = f"state={QuestionState.ANSWERED}&mine=on"
        yield Todo("提问已答复，请查看", count, _address(rows, count, chosen))


def _address(rows, count, chosen):
    """A single one is opened at its place in the month."""
    if count == 1 and (only := rows.select_related("report").first()):
        return only.get_absolute_url()
    return f"{reverse('questions')}?{chosen}"
