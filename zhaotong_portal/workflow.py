"""Workflows as tables: who may move a row from which states to which.

Every move is a function in some app's `workflows/` that calls `begin` (locks, checks scope, role and state),
does its work, and calls `finish` (writes state and audit). All inside one transaction. The docs' diagrams and
the tests of forbidden moves are made from the same tables.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import record
from zhaotong_portal.gate import checking as gate


class WorkflowError(Exception):
    """A move that cannot be made; its text is a Chinese sentence for the person who tried."""

    def __init__(self, text):
        super().__init__(text)
        self.text = text


class NotAllowed(WorkflowError):
    """The person's role, or their part in this very row, forbids the move."""


class StateChanged(WorkflowError):
    """The row is no longer in a state from which the move starts: usually somebody was faster."""


class ReasonRequired(WorkflowError):
    """The move needs a written reason."""


class TooLong(ReasonRequired):
    """A written reason that nobody would read to its end."""


def check_length(text, name):
    """Refuse a text typed with a move that is longer than any text of the portal may be."""
    most = settings.TEXT_MAX_LENGTH
    if len(text.strip()) > most:
        raise TooLong(f"{name}最多 {most:,} 字，现有 {len(text.strip()):,} 字，请精简。")


class NotStorable(ReasonRequired):
    """A written reason that holds what the portal must not store."""


def check_text(text, name):
    """Refuse a text typed with a move that is too long, or that the gate holds back."""
    check_length(text, name)
    if fault := gate.sentence(text):
        raise NotStorable(f"{name}{fault}")


class Incomplete(WorkflowError):
    """Something is missing; `gaps` lists all of it at once."""

    def __init__(self, text, gaps):
        super().__init__(text)
        self.gaps = gaps


@dataclass(frozen=True)
class Move:
    """One row of a transition table. `by` holds role codes; empty means the portal itself."""

    label: str
    sources: frozenset
    target: str
    by: frozenset = frozenset()
    needs_reason: bool = False

    def __init__(self, label, sources, target, by=(), needs_reason=False):
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "sources", frozenset(sources))
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "by", frozenset(by))
        object.__setattr__(self, "needs_reason", needs_reason)


class Workflow:
    """A table of moves over one model with a `state` field.

    `may_decide(obj, actor, move_name)` may raise NotAllowed for rules that a table cannot say
    (own reports, own district); it runs after role and state were checked.
    """

    def __init__(self, name, model, moves, may_decide=None):
        self.name, self.model, self.moves, self.may_decide = name, model, moves, may_decide

    def begin(self, move_name, pk, actor, reason=""):
        """The row, locked and checked. Raises model.DoesNotExist out of scope, or a WorkflowError."""
        assert transaction.get_connection().in_atomic_block, "a move runs in a transaction"
        move = self.moves[move_name]
        rows = self.model.objects.all() if actor is None else self.model.objects.visible_to(actor)
        # Scope first without the lock: a lock over joins would hold rows that do not change.
        pk = rows.values_list("pk", flat=True).get(pk=pk)
        obj = self.model.objects.select_for_update(of=("self",)).get(pk=pk)
        self.check(move, move_name, obj, actor)
        if move.needs_reason and not reason.strip():
            raise ReasonRequired(f"请写明{move.label}的理由。")
        check_text(reason, "理由")
        return obj

    def check(self, move, move_name, obj, actor):
        if actor is not None and actor.scope.role not in move.by:
            raise NotAllowed(f"您当前的身份不能{move.label}。")
        if obj.state not in move.sources:
            raise StateChanged(self.explain_state(move, obj))
        if actor is not None and self.may_decide:
            self.may_decide(obj, actor, move_name)

    def allowed(self, obj, actor):
        """Names of the moves that this person could make now: what a page offers as buttons."""
        names = []
        for name, move in self.moves.items():
            if (
                obj.state not in move.sources
            ):  # `check` would ask the trail who was faster: nobody wants to know
                continue
            try:
                self.check(move, name, obj, actor)
            except WorkflowError:
                continue
            names.append(name)
        return names

    def explain_state(self, move, obj):
        last = AuditEntry.objects.about(obj).filter(action__startswith=f"{self.name}.").first()
        now = obj.get_state_display()
        if last is None:
            return f"当前状态是“{now}”，不能{move.label}。"
        return (
            f"已由 {last.actor_name} {last.action_label}，当前状态是“{now}”，不能再{move.label}。"
        )

    def finish(self, move_name, obj, actor, reason="", changes=None):
        """Write the new state and the audit entry; returns the row."""
        move = self.moves[move_name]
        check_text(reason, "意见")  # where the move needs none, `begin` was not told
        changes = dict(changes or {})
        if obj.state != move.target:
            old = obj.get_state_display()
            obj.state = move.target
            changes = {"状态": [old, obj.get_state_display()], **changes}
        obj.save()
        record(actor, f"{self.name}.{move_name}", move.label, obj, changes=changes, reason=reason)
        return obj
