"""The drawn workflows are those of the code."""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.core.management import CommandError, call_command

from reviews import workflows as reviews_workflows
from tasks import workflows as tasks_workflows
from units import workflows as units_workflows
from zhaotong_portal.management.commands import draw_workflows
from zhaotong_portal.workflow import Workflow
from zhaotong_portal.workflow_diagrams import diagram, registered


def test_the_document_says_what_the_tables_say():
    call_command("draw_workflows", check=True)


def test_a_document_that_says_otherwise_is_refused(tmp_path, monkeypatch):
    page = tmp_path / "workflows.md"
    page.write_text(draw_workflows.PAGE.read_text("utf-8").replace("审核通过", "批准"), "utf-8")
    monkeypatch.setattr(draw_workflows, "PAGE", page)
    with pytest.raises(CommandError, match="不一致"):
        call_command("draw_workflows", check=True)
    call_command("draw_workflows")
    call_command("draw_workflows", check=True)


def test_no_workflow_is_left_out():
    found = {
        value
        for package in (units_workflows, tasks_workflows, reviews_workflows)
        for info in iter_modules(package.__path__)
        for value in vars(import_module(f"{package.__name__}.{info.name}")).values()
        if isinstance(value, Workflow)
    }
    assert found
    assert found == set(registered())


@pytest.mark.parametrize("workflow", registered(), ids=lambda workflow: workflow.name)
def test_each_move_is_an_arrow_from_each_of_its_states(workflow):
    arrows = [
        line for line in diagram(workflow).splitlines() if "-->" in line and "[*]" not in line
    ]
    assert len(arrows) == sum(len(move.sources) for move in workflow.moves.values())
