"""Forms about items: edit the plan, add an item. What was typed is kept through every refusal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render

from tasks import editing
from tasks.models import DeadlineKind, ItemKind
from tasks.views.item_forms import AddForm, EditForm, milestone_set
from tasks.views.items import visible_item
from units.models import Unit
from zhaotong_portal.workflow import StateChanged, WorkflowError


def item_edit(request, pk):
    item = visible_item(request.user, pk)
    names = editing.editable_fields(item, request.user)
    if not names:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = EditForm.of(item, names, data)
    milestones = milestone_set(item, data)
    notice, status = "", 200
    if data is not None:
        status = 422
        if form.is_valid() & milestones.is_valid():
            try:
                _save(request, item, form, milestones)
                return redirect(item)
            except StateChanged as error:
                notice, status = error.text, 409
                # Saving once more is then a decision: the page now shows that somebody was here.
                form.data = form.data.copy()
                form.data["seen"] = editing.fingerprint(item)
            except WorkflowError as error:
                notice, status = error.text, 409
            except ValidationError as error:
                _put_errors(form, error)
    context = {"item": item, "form": form, "milestones": milestones, "notice": notice}
    return render(request, "tasks/item_edit.html", context, status=status)


def _save(request, item, form, milestones):
    fields = {**form.cleaned_data, editing.MILESTONES: milestones.rows()}
    seen = fields.pop("seen")
    editing.edit_item(item.pk, request.user, fields, seen)
    messages.success(request, "已保存。")


def item_new(request):
    """A new item; without `kind` in the address one chooses first what it is."""
    kinds, lists = editing.kinds_to_add(request.user), list(editing.lists_to_add_to(request.user))
    if not kinds:
        raise Http404
    kind = request.GET.get("kind")
    if not kind:
        choices = [(code, ItemKind(code).label) for code in kinds]
        return render(request, "tasks/item_kind.html", {"kinds": choices, "lists": lists})
    chosen = _chosen_list(kind, lists, request.GET.get("list"))
    if chosen is None and kind not in kinds:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = AddForm(data, kind=kind, own_units=_own_units(request.user), into=chosen)
    milestones = milestone_set(None, data)
    status = 200
    if data is not None:
        status = 422
        if form.is_valid() & milestones.is_valid():
            try:
                return redirect(_add(request, kind, form, milestones))
            except WorkflowError as error:
                form.add_error("unit" if "unit" in form.fields else None, error.text)
            except ValidationError as error:
                _put_errors(form, error)
    return render(
        request,
        "tasks/item_new.html",
        {"form": form, "milestones": milestones, "kind_label": chosen or ItemKind(kind).label},
        status=status,
    )


def _chosen_list(kind, lists, pk):
    """One of the further lists, where the address names one."""
    found = [row for row in lists if kind == ItemKind.EXTRA_LIST and str(row.pk) == pk]
    return found[0] if found else None


def _add(request, kind, form, milestones):
    fields = {**form.cleaned_data, editing.MILESTONES: milestones.rows()}
    unit = fields.pop("unit")
    if fields["deadline_kind"] != DeadlineKind.DATE:
        fields["deadline"] = None
    item = editing.add_item(request.user, unit, kind, fields)
    messages.success(request, "已新增事项。")
    return item


def _own_units(user):
    if not user.scope.works_in_unit:
        return ()
    return tuple(Unit.objects.filter(pk__in=user.scope.unit_ids))


def _put_errors(form, error):
    """The domain's refusals beside the fields they are about."""
    for name, texts in error.message_dict.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
