"""What the month's page shows of questions, and the standard phrases of its fields."""

from tasks import phrases, questions
from tasks.models import PhrasePurpose, QuestionState
from tasks.views.question_fields import typed_in
from tasks.workflows.question import may_ask


def context_of(request, contents, activities, moves, failed=None) -> dict:
    """`failed` {question pk: error} are answers that were typed into the officer's form and refused."""
    user, report = request.user, contents.report
    held = [activity for activity, _ in activities]
    questions.attach(contents, user, held, typed_in(request.POST), failed)
    waiting = [each for each in contents.questions if each.state != QuestionState.RESOLVED]
    unanswered = sum(each.state == QuestionState.OPEN for each in waiting)
    asks = may_ask(report, user)
    return {
        "asks": asks,
        "may_reopen": "reopen" in moves,
        "open_questions": waiting,
        "open_questions_text": f"{len(waiting)} 个未解决，其中 {unanswered} 个待答复",
        "unanswered": unanswered,
        "cell_questions": any(cell.questions for cell in contents.cells),
        "activity_questions": any(activity.threads for activity in held),
        "phrases": _phrases(asks, moves),
    }


def _phrases(asks, moves):
    wanted = [PhrasePurpose.REMARK] if "return_for_correction" in moves else []
    wanted += [PhrasePurpose.QUESTION] if asks else []
    wanted += [PhrasePurpose.REOPEN] if "reopen" in moves else []
    return phrases.offered(*wanted) if wanted else []
