"""What the panels of a problem's page send: evidence, extension, re-check, family, links, the look at who found it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from reviews import evidence, families, finding_links, rechecks
from reviews.finding_history import may_ask_finder
from reviews.models import Finding, FindingEvidence, FindingExtension, FindingRecheck
from reviews.views.finding_forms import EvidenceForm, ExtensionForm, GrantForm, RecheckForm
from reviews.views.findings import finding_page, visible_finding
from reviews.workflows import finding_extension
from tasks.entries import EntryErrors
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import WorkflowError


def only(request, *roles):
    if request.user.scope.role not in roles:
        raise Http404


def answered(request, found, name, form, call, said):
    """Make the call of a valid form; else the page again with what was typed and why it was refused."""
    status = 422
    if form.is_valid():
        try:
            call(form.cleaned_data)
        except EntryErrors as error:
            for field, text in error.errors.items():
                form.add_error(field if field in form.fields else None, text)
        except ValidationError as error:
            form.add_error(None if not hasattr(error, "error_dict") else None, error)
        except WorkflowError as error:
            form.add_error(None, error.text)
            status = 409
        else:
            messages.success(request, said)
            return redirect(found)
    return finding_page(
        request, visible_finding(request.user, found.pk), forms={name: form}, status=status
    )


@require_POST
def evidence_add(request, pk):
    only(request, *evidence.ADDERS)
    found = visible_finding(request.user, pk)
    form = EvidenceForm(request.POST, request.FILES, auto_id="evidence-%s")
    return answered(
        request, found, "evidence", form,
        lambda data: evidence.add(pk, request.user, data["file"], data["moment"], data["replaces"]), "已添加材料。",
    )  # fmt: skip


@require_safe
def evidence_file(request, pk):
    """The file itself, to be saved: never shown by the browser as a page of the portal."""
    found = get_object_or_404(FindingEvidence.objects.visible_to(request.user), pk=pk)
    try:
        file = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        file, as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )


@require_POST
def extension_ask(request, pk):
    only(request, *finding_extension.UNIT)
    found = visible_finding(request.user, pk)
    form = ExtensionForm(request.POST, auto_id="extension-%s")
    return answered(
        request, found, "extension", form,
        lambda data: finding_extension.ask(pk, request.user, data["new_due_on"], data["reason"]), "已提出延期申请。",
    )  # fmt: skip


EXTENSION_MOVES = {
    "grant": lambda pk, user, data: finding_extension.grant(
        pk, user, data["reason"], data["until"]
    ),
    "decline": lambda pk, user, data: finding_extension.decline(pk, user, data["reason"]),
    "withdraw": lambda pk, user, data: finding_extension.withdraw(pk, user),
}


@require_POST
def extension_move(request, pk, move):
    if move not in EXTENSION_MOVES:
        raise Http404
    only(request, *finding_extension.TRANSITIONS[move].by)
    row = get_object_or_404(
        FindingExtension.objects.visible_to(request.user).select_related("finding__unit"), pk=pk
    )
    if move != "withdraw" and not request.user.scope.decides_for(row.finding.unit):
        raise Http404
    form = GrantForm(request.POST, auto_id="grant-%s")
    said = f"已{finding_extension.TRANSITIONS[move].label}。"
    return answered(
        request, row.finding, "grant", form,
        lambda data: EXTENSION_MOVES[move](pk, request.user, data), said,
    )  # fmt: skip


@require_POST
def recheck_judge(request, pk):
    only(request, *rechecks.VERIFIERS)
    row = get_object_or_404(
        FindingRecheck.objects.visible_to(request.user).select_related("finding__unit"), pk=pk
    )
    if request.user.scope.is_committee_side and not request.user.scope.decides_for(
        row.finding.unit
    ):
        raise Http404
    form = RecheckForm(request.POST, auto_id="recheck-%s")
    return answered(
        request, row.finding, "recheck", form,
        lambda data: rechecks.judge(pk, request.user, data["verdict"], data["reason"]), "已记录复查结论。",
    )  # fmt: skip


@require_POST
def join(request, pk):
    """`other` is the finding it is (or is not) the same as; `apart` says that it only sounds alike."""
    only(request, Role.STAFF)
    found = visible_finding(request.user, pk)
    if not families.may_join(found, request.user):
        raise Http404
    other = request.POST.get("other", "")
    call = families.tell_apart if request.POST.get("apart") else families.join
    said = "已认定不是同一问题。" if request.POST.get("apart") else "已归入同一问题。"
    return _done(
        request, found, said, lambda: call(pk, int(other) if other.isdecimal() else 0, request.user)
    )


@require_POST
def item_link(request, pk):
    """An item or commitment that a problem belongs to, by its address; `drop` takes it off again."""
    only(request, Role.STAFF)
    found = visible_finding(request.user, pk)
    if not request.user.scope.decides_for(found.unit):
        raise Http404
    keep = not request.POST.get("drop")
    return _done(
        request,
        found,
        "已关联。" if keep else "已取消关联。",
        lambda: finding_links.link(pk, request.user, request.POST.get("item", ""), keep),
    )


@require_POST
def finder_look(request, pk):
    """Who found it: told once on the page that follows, the look written down first."""
    found = visible_finding(request.user, pk)
    if not may_ask_finder(found, request.user):
        raise Http404
    record(request.user, "look.finder", "查看发现人", found)
    messages.info(request, f"发现人：{found.found_by.name}。查看已记录。")
    return redirect(found)


def _done(request, found, said, call):
    try:
        call()
        messages.success(request, said)
    except Finding.DoesNotExist:
        messages.error(request, "没有找到，请核对编号；只能选同一单位的。")
    except WorkflowError as error:
        messages.error(request, error.text)
    return redirect(found)
