"""Moves of a workflow as buttons of a page: what is offered to whom, and what happens when one is pressed.

A page of a ledger says in a table of `Button`s how each move is asked for; everything else is the same for all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect

from tasks.views.guidance_forms import ReasonForm
from tasks.views.guidance_pages import put_errors
from zhaotong_portal.workflow import ReasonRequired, Workflow, WorkflowError


@dataclass(frozen=True)
class Button:
    """How a move is offered: what it says beforehand, what its words are called, which form it takes.

    `call(pk, actor, data)` makes the move; `words` empty means that nothing is written; `past` is said when it is done.
    """

    message: str
    call: Callable
    words: str = ""
    required: bool = False
    form: type = ReasonForm
    danger: bool = False
    primary: bool = False
    past: str = ""


@dataclass(frozen=True)
class Ledger:
    """One kind of object with its moves. `visible(user, pk)` raises Http404; `page(request, obj, refused, status)` draws.

    `granted(user, obj, move)`: whether the address exists for this person at all (docs/rights.md).
    """

    workflow: Workflow
    buttons: dict
    visible: Callable
    page: Callable
    granted: Callable


@dataclass
class Refused:
    """A move that was not made: its name, the form as it was typed, what went wrong."""

    move: str
    form: object
    text: str = ""


@dataclass(frozen=True)
class Offered:
    """What components/move_buttons.html draws."""

    name: str
    label: str
    button: Button
    form: object
    open: bool = field(default=False)


def words(function):
    """A move that takes nothing but words."""
    return lambda pk, actor, data: function(pk, actor, data["reason"])


def plain(function):
    """A move that takes nothing."""
    return lambda pk, actor, data: function(pk, actor)


def form_of(name, button, obj, data=None):
    return button.form(
        data, obj=obj, label=button.words, required=button.required, auto_id=f"{name}-%s"
    )


def offered(ledger, obj, user, refused=None) -> list[Offered]:
    """The moves that this person can make now, in the order of the table of buttons."""
    allowed = set(ledger.workflow.allowed(obj, user))
    found = []
    for name, button in ledger.buttons.items():
        if name not in allowed:
            continue
        tried = refused is not None and refused.move == name
        form = refused.form if tried else form_of(name, button, obj)
        label = ledger.workflow.moves[name].label
        found.append(Offered(name, label, button, form, tried))
    return found


def press(request, pk, move, ledger):
    """A button was pressed. Who may never make the move finds no such address."""
    obj = ledger.visible(request.user, pk)
    if move not in ledger.buttons or not ledger.granted(request.user, obj, move):
        raise Http404
    if request.method != "POST":  # the page again, after a refusal left this address in the browser
        return redirect(obj)
    button = ledger.buttons[move]
    form = form_of(move, button, obj, request.POST)
    if not form.is_valid():
        return ledger.page(request, obj, Refused(move, form), 422)
    try:
        button.call(pk, request.user, form.cleaned_data)
    except ValidationError as error:
        put_errors(form, error)
        return ledger.page(request, obj, Refused(move, form), 422)
    except WorkflowError as error:
        status = 422 if isinstance(error, ReasonRequired) else 409
        again = ledger.visible(request.user, pk)
        return ledger.page(request, again, Refused(move, form, error.text), status)
    messages.success(request, f"{button.past or '已' + ledger.workflow.moves[move].label}。")
    return redirect(obj)


def granted_by_table(workflow, decides):
    """The usual answer to `granted`: the table's roles, and for the committee's side whether the person decides here."""

    def granted(user, obj, move):
        if user.scope.role not in workflow.moves[move].by:
            return False
        return user.scope.works_in_unit or decides(user.scope, obj)

    return granted
