"""The citizen's page: no log-in, no script, no session, and right on a phone that keeps no cookies.

It is drawn without context processors, so that nothing of the office's pages (person, session, messages) is asked
for. Django's CSRF check needs a cookie and protects a log-in; here is none. Instead each page carries a signed number
(`form_key`), and a browser that says another site sends the form is told to press once more.
"""

import re
from contextlib import suppress
from datetime import datetime, time, timedelta
from urllib.parse import urljoin, urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reviews import receipts, work
from reviews.day_digests import network_prefix
from reviews.form_key import Stale, new_form_key, read_form_key
from reviews.models import POOR_GRADES, Grade, RatingPoint, RatingReason
from reviews.pictures import TOO_LARGE, redrawn
from reviews.rating import (
    COMMENT_MAX,
    AlreadyRated,
    CodeRevoked,
    Given,
    TooMany,
    already_given,
    clean_comment,
    give_rating,
    has_rated_today,
    known_receipt,
    reasons_for,
)
from reviews.views.citizen_page import answer
from zhaotong_portal.client_address import client_address
from zhaotong_portal.documents.qr import qr_svg

DEVICE_COOKIE = "rated"
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,32}")
GRADES = [{"value": grade.value, "label": grade.label} for grade in sorted(Grade, reverse=True)]
GOOD = (Grade.VERY_SATISFIED.value, Grade.SATISFIED.value)
QUESTIONS = [(GOOD, "哪里做得好？"), ((3, 2, 1), "哪里没做好？")]
PRESS_AGAIN = "这一页打开得太久了，您填写的内容还在，请再按一次“提交”。"
NOT_FROM_HERE = "这次提交不是从本页发出的，请看一下内容，再按一次“提交”。"
ONE_MOMENT = "现在评议的人有点多，您填写的内容还在，请过一两分钟再按“提交”。"
PICTURE_AGAIN = "文字还在，照片请重新选一次。"
WAIT_SECONDS = 60
# What a page may weigh before anything of it is read: a picture, and the words.
POST_MAX_BYTES = settings.PICTURE_MAX_BYTES + 256 * 1024


class RateForm(forms.Form):
    """What was typed, so that it can be shown again. What is allowed is said in `reviews/rating.py`."""

    form_key = forms.CharField(required=False, widget=forms.HiddenInput)
    grade = forms.CharField(required=False)
    reasons = forms.MultipleChoiceField(required=False)
    comment = forms.CharField(required=False, strip=False)
    praise = forms.CharField(required=False, strip=False)
    contact = forms.CharField(required=False, strip=False)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request, token):
    point = _point(token)
    if point is None:
        return answer("rate_problem", request, status=404, problem="unknown")
    if request.method == "POST":
        return _take(request, point)
    if point.revoked_at is not None:
        return answer("rate_problem", request, point, status=404, problem="revoked")
    if has_rated_today(point, request.COOKIES.get(DEVICE_COOKIE)):
        return answer("rate_problem", request, point, problem="already_rated")
    return _form_page(request, point, RateForm(initial={"form_key": new_form_key(point)}))


def _point(token):
    """None for what cannot be a token, so that no database is asked to compare it."""
    if not TOKEN.fullmatch(token):
        return None
    with suppress(RatingPoint.DoesNotExist):
        return RatingPoint.objects.for_citizens().get(token=token)
    return None


def _take(request, point):
    """One sent page: thanks, or the page once more with what was typed and what is wrong."""
    if _weight(request) > POST_MAX_BYTES:
        form = RateForm(initial={"form_key": new_form_key(point)})
        return _form_page(request, point, form, status=413, notice=TOO_LARGE)
    if point.revoked_at is not None:
        return _refused(request, point, "revoked", status=404)
    active = list(RatingReason.objects.filter(is_active=True)) if "reasons" in request.POST else []
    if _sent_by_another_site(request):
        return _again(request, point, NOT_FROM_HERE, status=403)
    try:
        given = _give(request, point, active)
    except Stale:
        return _again(request, point, PRESS_AGAIN, status=422, form_key=new_form_key(point))
    except ValidationError as error:
        return _again(request, point, error, status=422)
    except CodeRevoked:
        return _refused(request, point, "revoked", status=404)
    except AlreadyRated:
        return _refused(request, point, "already_rated", status=409)
    except TooMany:
        response = _again(request, point, ONE_MOMENT, status=429)
        response["Retry-After"] = str(WAIT_SECONDS)
        return response
    response = _thanks(request, point, given)
    if given.device:
        _remember(response, request, given.device)
    return response


def _refused(request, point, problem, status):
    """What was typed is shown to be copied: nobody writes a complaint twice."""
    typed = clean_comment(request.POST.get("comment"))[:COMMENT_MAX]
    return answer("rate_problem", request, point, status=status, problem=problem, typed=typed)


def _give(request, point, active):
    page_number = request.POST.get("form_key", "")
    receipt = receipts.code_for(page_number)
    try:
        form_key = read_form_key(point, page_number)
    except Stale as stale:
        earlier = stale.form_key and already_given(point, stale.form_key)
        if earlier:
            return Given(earlier, device="", repeated=True, receipt=known_receipt(receipt))
        raise
    grade = request.POST.get("grade", "")
    picture = request.FILES.get("picture")
    return give_rating(
        point,
        grade=grade,
        reasons=_fitting(request.POST.getlist("reasons"), grade, active),
        comment=request.POST.get("comment", ""),
        praise=request.POST.get("praise", ""),
        contact=request.POST.get("contact", ""),
        picture=redrawn(picture) if picture else b"",
        form_key=form_key,
        solved=work.is_solved(page_number, request.POST.get("work", "")),
        receipt=receipt,
        device=request.COOKIES.get(DEVICE_COOKIE, ""),
        network=network_prefix(client_address(request)),
    )


def _fitting(reasons, grade, active):
    """Reasons ticked before the grade was changed are out of sight, and are dropped."""
    if grade not in {str(value) for value in Grade.values}:
        return []
    return [text for text in reasons if text in reasons_for(int(grade), active)]


def _again(request, point, error, status, form_key=None):
    """The page once more, with what was typed. Only the domain says what is wrong with it."""
    data = request.POST.copy()
    if form_key:
        data["form_key"] = form_key
    form = RateForm(data)
    form.full_clean()
    form.errors.clear()
    _add(form, error)
    notice = PICTURE_AGAIN if request.FILES.get("picture") else ""
    return _form_page(request, point, form, status, notice)


def _add(form, error):
    """Each fault beside its field; a picture, which no form keeps, on top."""
    found = getattr(error, "error_dict", {})
    if "picture" in found:
        form.add_error(None, found.pop("picture"))
    if found or not hasattr(error, "error_dict"):
        form.add_error(None, error)


def _form_page(request, point, form, status=200, notice=""):
    active = list(RatingReason.objects.filter(is_active=True))
    groups = [
        {"grades": grades, "question": question, "reasons": reasons_for(grades[0], active)}
        for grades, question in QUESTIONS
    ]
    return answer(
        "rate",
        request,
        point,
        status=status,
        form=form,
        grades=GRADES,
        reason_groups=groups,
        notice=notice,
        gives_receipt=True,
        work_bits=settings.RATING_WORK_BITS,
    )


def _thanks(request, point, given):
    poor = given.grade in POOR_GRADES
    return answer(
        "rated",
        request,
        point,
        grade_label=Grade(given.grade).label,
        receipt_code=given.receipt,
        receipt_qr=receipt_qr(given.receipt) if given.receipt else "",
        receipt_url=f"{reverse('receipt')}#{given.receipt}" if given.receipt else "",
        accept_days=settings.CASE_ACCEPT_WORKDAYS if poor else 0,
        answer_days=settings.CASE_ANSWER_WORKDAYS,
    )


def receipt_qr(code):
    """The code travels behind the #: no server, and no log of one, sees it."""
    address = urljoin(settings.PORTAL_PUBLIC_URL, reverse("receipt"))
    return qr_svg(f"{address}#{code}", "查询处理结果的二维码", on_screen=True)


def _weight(request):
    with suppress(ValueError):
        return int(request.META.get("CONTENT_LENGTH") or 0)
    return 0


def _sent_by_another_site(request):
    """What the browser itself says; one that says nothing (old, or careful) is believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "cross-site"
    origin = request.headers.get("Origin", "null")
    known = {urlsplit(settings.PORTAL_PUBLIC_URL).netloc, urlsplit(settings.PORTAL_BASE_URL).netloc}
    return origin != "null" and urlsplit(origin).netloc not in known | {request.get_host()}


def _remember(response, request, device):
    """Until midnight, for the rating pages only: it tells a second rating of the day and nothing else."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(tomorrow, time.min))
    response.set_cookie(
        DEVICE_COOKIE,
        device,
        max_age=max(1, int((midnight - timezone.now()).total_seconds())),
        path="/r/",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
