"""What the pages of meetings, consultations, orders and visits share: a list, a form that keeps something, a record."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render

from tasks.models.guidance_readers import GUIDANCE_READERS
from tasks.views.guidance_forms import RecordForm, promised, promises_form
from units.models import Unit
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.listing import chips, page_of
from zhaotong_portal.workflow import StateChanged, WorkflowError

HISTORY_SHOWN = 30


def readers_only(user, readers=GUIDANCE_READERS):
    if user.scope.role not in readers:
        raise Http404


def ledger_page(request, filter_class, template, export, context):
    """A filtered list with its export; somebody else's unit in the address is not found."""
    found = filter_class(request.GET, user=request.user)
    if "unit" in found.form.errors:
        raise Http404
    rows = found.qs.for_list()
    said = chips(request, found.form) if found.form.is_valid() else []
    if answer := exported(request, lambda: export(rows, said)):
        return answer
    shown = {
        "filter": found,
        "page": page_of(request, rows),
        "chips": said,
        "own": not request.user.scope.reads_all,
    }
    return render(request, template, shown | context)


def unit_asked_for(request):
    """The unit that `?unit=` names, for a form that is opened from its line."""
    text = request.GET.get("unit", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return Unit.objects.visible_to(request.user).filter(pk=text).first()


def edit_page(request, form, template, keep, said, context):
    """A form; `keep(data)` stores it and returns the object. What is refused is shown at its cause, nothing is lost."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = keep(form.cleaned_data)
            except ValidationError as error:
                put_errors(form, error)
            except WorkflowError as error:
                form.add_error(None, error.text)
                status = 409 if isinstance(error, StateChanged) else 422
            else:
                messages.success(request, said)
                return redirect(kept)
    return render(request, template, {"form": form} | context, status=status)


def record_page(request, obj, template, *, label, initial, keep, said, context):
    """The text that comes of a meeting and the commitments agreed there; `keep(text, promises)` stores both or neither."""
    units = list(obj.units.all())
    form = RecordForm(request.POST or None, label=label, initial={"text": initial})
    lines = promises_form(request.POST or None, units)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() & lines.is_valid():
            try:
                keep(form.cleaned_data["text"], promised(lines))
            except ValidationError as error:
                put_errors(form, error)
            except WorkflowError as error:
                form.add_error(None, error.text)
                status = 409
            else:
                messages.success(request, said)
                return redirect(obj)
    shown = {"form": form, "lines": lines, "object": obj, "units": units}
    return render(request, template, shown | context, status=status)


def put_errors(form, error):
    """Beside the field that it names where the form has it."""
    for name, faults in getattr(error, "error_dict", {None: [error]}).items():
        form.add_error(name if name in form.fields else None, faults)
