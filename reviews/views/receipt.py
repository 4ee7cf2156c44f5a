"""查询: what became of a 差评, told to whoever has its receipt code, and their word about it (H6, H9).

The code comes by POST only, so that no address and no log of addresses holds it. A wrong code, one that is over and
one that never was are answered alike, after the same questions to the database.
"""

import re

from django.conf import settings
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reviews import receipts
from reviews.day_digests import network_prefix
from reviews.models import CaseState, Grade, RatingCase
from reviews.rating import COMMENT_MAX, clean_comment, clean_line
from reviews.views.citizen_page import answer
from reviews.workflows import rating_case
from zhaotong_portal.client_address import client_address
from zhaotong_portal.workflow import StateChanged

GRADES = [{"value": grade.value, "label": grade.label} for grade in sorted(Grade, reverse=True)]
NOT_FOUND = "没有查到。请核对查询码；办结较久的，查询码已经失效。"
TOO_OFTEN = "查询太频繁，请过几分钟再查。"
CHOOSE = "请先选一项。"
DONE = "已收到您的评价，谢谢。"
TOLD = {
    CaseState.OPENED: "已收到，等待受理。",
    CaseState.ACCEPTED: "已受理，正在核实。",
    CaseState.VERIFIED: "已核实，将进行整改。",
    CaseState.IN_HAND: "正在整改。",
    CaseState.NO_BASIS: "经核实，没有查到所反映的情况。",
    CaseState.NOT_OURS: "经核实，不属该单位职责。",
    CaseState.ANSWERED: "已答复。",
    CaseState.CALLED_BACK: "已答复并回访。",
    CaseState.CLOSED: "已办结。",
    CaseState.ESCALATED: "您仍不满意，已提交上级领导督办。",
}


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request):
    if request.method != "POST":
        return answer("receipt", request)
    code = clean_line(request.POST.get("code"))[:40]
    try:
        receipts.count_lookup(network_prefix(client_address(request)))
    except receipts.TooManyLookups:
        return answer("receipt", request, code=code, problem=TOO_OFTEN, status=429)
    case = _case(code)
    if case is None:
        return answer("receipt", request, code=code, problem=NOT_FOUND)
    if "grade" in request.POST or "rate" in request.POST:
        return _rate_again(request, case, code)
    return _told(request, case, code)


def _case(code):
    rows = RatingCase.objects.select_related("unit", "rating", "rating__point")
    return rows.filter(receipt_key=receipts.key_of(code)).first()


def _rate_again(request, case, code):
    grade, said = request.POST.get("grade", ""), clean_comment(request.POST.get("comment"))
    if not re.fullmatch("[1-5]", grade):
        return _told(request, case, code, problem=CHOOSE, typed=said, status=422)
    if len(said) > COMMENT_MAX:
        problem = f"最多{COMMENT_MAX}字，现在是{len(said)}字，请删减后再提交。"
        return _told(request, case, code, problem=problem, typed=said, chosen=grade, status=422)
    try:
        rating_case.rerate(case.pk, grade, said)
    except StateChanged as error:
        return _told(request, _case(code), code, problem=error.text, status=409)
    return _told(request, _case(code), code, done=DONE)


def _told(request, case, code, *, status=200, **context):
    rounds = list(case.rounds.all())
    latest = rounds[-1] if rounds else None
    return answer(
        "receipt",
        request,
        status=status,
        code=code,
        case=case,
        told=TOLD[case.state],
        rounds=rounds,
        grades=GRADES if rating_case.may_rerate(case, latest) else [],
        accept_days=settings.CASE_ACCEPT_WORKDAYS,
        answer_days=settings.CASE_ANSWER_WORKDAYS,
        **context,
    )
