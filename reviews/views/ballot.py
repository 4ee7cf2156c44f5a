"""投票页: a code, the choices, thanks. Drawn as the citizens' pages are: no session, no person, nothing that stays.

The code comes by POST only, so that no address and no log of addresses holds it; a slip's QR code carries it behind #,
which no browser sends.
"""

from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reviews import voting
from reviews.day_digests import network_prefix
from reviews.models import VoteSession
from reviews.views.citizen_page import answer
from zhaotong_portal.client_address import client_address

NOT_VALID = "这个测评码不能用：可能输错了、已经投过票，或者还没有开始、已经截止。"
TOO_OFTEN = "输错的次数太多，请过几分钟再试，或请工作人员帮忙。"
NOT_ALL = "还有没选的，请补上再提交：{}。"


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request):
    if request.method != "POST":
        return answer("vote/ballot", request)
    code = request.POST.get("code", "")[:40]
    network = network_prefix(client_address(request))
    try:
        session = voting.session_of(code, network)
        if "cast" not in request.POST:
            return _choices(request, session, code)
        voting.cast(code, _chosen(request, session), network)
    except voting.TooManyTries:
        return answer("vote/ballot", request, code=code, problem=TOO_OFTEN, status=429)
    except voting.CodeNotValid:
        return answer("vote/ballot", request, code=code, problem=NOT_VALID, status=422)
    except voting.NotAllChosen as error:
        missing = NOT_ALL.format("、".join(map(str, error.missing)))
        return _choices(request, session, code, problem=missing, status=422)
    return answer("vote/cast", request)


def _chosen(request, session) -> dict:
    """{subject pk: option}; what is no number of the page is no choice."""
    chosen = {}
    for subject in session.subjects.all():
        text = request.POST.get(f"subject-{subject.pk}", "")
        if text.isascii() and text.isdigit() and len(text) < 3:
            chosen[subject.pk] = int(text)
    return chosen


def _choices(request, session: VoteSession, code, *, problem="", status=200):
    chosen = _chosen(request, session)
    rows = [
        {"subject": subject, "chosen": chosen.get(subject.pk)}
        for subject in session.subjects.select_related("unit")
    ]
    options = list(enumerate(session.options))
    return answer(
        "vote/choices", request, status=status, session=session, rows=rows, options=options,
        code=code, problem=problem,
    )  # fmt: skip
