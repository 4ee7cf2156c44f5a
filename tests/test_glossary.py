"""The glossary names what the code holds, and marks with ◦ what it does not hold yet."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

GLOSSARY = Path(settings.BASE_DIR, "docs", "glossary.md").read_text(encoding="utf-8")
OWN_APPS = ("portal", "units", "tasks", "reviews")
# Classes with a row of their own that are no models.
NO_MODELS = {"Channel", "Burden", "AssessedFigure", "EvidencePack", "Tenure", "FiveTypeProfile", "Score", "Shift",
    "EntryState", "FiveType", "Light", "Move", "Period", "QuantityType", "Register", "Role", "UnitKind", "Workflow",
}  # fmt: skip


def models():
    return {
        model.__name__ for label in OWN_APPS for model in apps.get_app_config(label).get_models()
    }


def rows():
    """(identifiers, marked) of each row that names at least one class."""
    for line in GLOSSARY.splitlines():
        if line.startswith("| ") and (
            names := re.findall(r"`([A-Z][a-z]\w+)`", line.split("◦")[0])
        ):
            yield set(names), "◦" in line


def test_a_term_without_a_mark_is_in_the_code():
    known = models() | NO_MODELS
    assert [names for names, marked in rows() if not marked and not names & known] == []


def test_a_term_with_a_mark_is_not_in_the_code_yet():
    later = [names for names, marked in rows() if marked and not names & {"SheetLine"}]
    assert later
    assert [names for names in later if names & models()] == []


def test_every_model_has_its_row():
    named = set(re.findall(r"`(?:\w+\.)?([A-Z]\w+)`", GLOSSARY))
    assert models() - named == set()
