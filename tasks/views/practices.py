"""先进做法: taking one up."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tasks.models import GoodPractice
from tasks.practices import ADOPTERS, adopt
from zhaotong_portal.workflow import WorkflowError


@require_POST
def practice_adopt(request, pk):
    if request.user.scope.role not in ADOPTERS:
        raise Http404
    unit = request.POST.get("unit", "")
    try:
        practice = GoodPractice.objects.visible_to(request.user).get(pk=pk)
        adopt(pk, request.user, int(unit) if unit.isdecimal() else 0, request.POST.get("note", ""))
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except ValidationError as error:
        messages.error(request, _kept(error.messages[0], request))
    except WorkflowError as error:
        messages.error(request, _kept(error.text, request))
    else:
        messages.success(request, "已登记借鉴。")
    return redirect(practice)


def _kept(text, request):
    """What was typed is said again: nothing is lost with a refusal."""
    note = request.POST.get("note", "").strip()
    return f"{text} 您填写的内容：{note[:300]}" if note else text
