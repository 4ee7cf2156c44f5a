"""The workflows' tables as Mermaid diagrams: docs/workflows.md is written from here, so that it cannot drift.

Apps register their workflows in `AppConfig.ready`; this module knows no app.
"""

import sys
from inspect import cleandoc

from zhaotong_portal.workflow import Move, Workflow

_registered: list[Workflow] = []

HEADING = """# Workflows

Written by `manage.py draw_workflows` from the transition tables in the code; do not edit by hand. A test holds the
two equal. Each arrow is one function of the module named with the diagram; beside its Chinese label stand the
roles that may make the move. What a table cannot say (whose unit, whose district, who submitted it) is in the
`may_decide` function next to it.

(r): a written reason is required.
"""


def register(workflow: Workflow):
    _registered.append(workflow)
    return workflow


def registered() -> list[Workflow]:
    return sorted(_registered, key=lambda workflow: workflow.name)


def draw_all() -> str:
    return "\n".join([HEADING, *(_section(workflow) for workflow in registered())])


def _section(workflow: Workflow) -> str:
    module = (
        workflow.may_decide.__module__
    )  # the table stands there, and the functions that make the moves
    parts = [
        f"## {workflow.model.__name__} {workflow.model._meta.verbose_name}",
        f"`{module}`: {cleandoc(sys.modules[module].__doc__)}",
        diagram(workflow),
        table(workflow),
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def diagram(workflow: Workflow) -> str:
    field = workflow.model._meta.get_field("state")
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{label}" as {code}' for code, label in field.choices]
    lines.append(f"    [*] --> {field.default.value}")
    lines += [
        f"    {source} --> {move.target.value}: {_arrow(move)}"
        for move in workflow.moves.values()
        for source in _in_order(move.sources, field)
    ]
    return "\n".join([*lines, "```", ""])


def table(workflow: Workflow) -> str:
    labels = dict(workflow.model._meta.get_field("state").choices)
    field = workflow.model._meta.get_field("state")
    rows = ["| move | label | from | to | by |", "| --- | --- | --- | --- | --- |"]
    for name, move in workflow.moves.items():
        sources = "、".join(str(labels[source]) for source in _in_order(move.sources, field))
        target = labels[move.target]
        rows.append(f"| `{name}` | {_label(move)} | {sources} | {target} | {_roles(move)} |")
    return "\n".join([*rows, ""])


def _in_order(states, field) -> list[str]:
    return [code for code, _ in field.choices if code in states]


def _label(move: Move) -> str:
    return f"{move.label} (r)" if move.needs_reason else move.label


def _arrow(move: Move) -> str:
    return f"{_label(move)}〔{_roles(move)}〕"


def _roles(move: Move) -> str:
    return "、".join(sorted(str(role.label) for role in move.by)) or "portal"
