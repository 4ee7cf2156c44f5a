"""What kind of list a file is: from its columns first, then from titles and names."""

import re

from .families import TITLES
from .kinds import KINDS
from .text import compact

_BY_NAME = 3  # a title that names the kind weighs as much as one and a half telling columns


def score(kind, families, texts):
    """How much speaks for a kind: its own columns, the words of titles and names."""
    if not set(kind.title.families) & families:
        return 0
    points = sum(weight for family, weight in kind.shown_by.items() if family in families)
    if any(re.search(kind.named_by, compact(text)) for text in texts):
        points += _BY_NAME
    if (
        kind.code == "finding"
        and "title.problem" in families
        and not families & (TITLES - {"title.problem", "title.content"})
    ):
        points += _BY_NAME  # nothing else on the list could be its subject
    if (
        kind.code == "progress"
        and not families & {"deadline", "category"}
        and families & {"progress", "progress.text"}
    ):
        points += 2
    if not kind.needs_unit and families & TITLES:
        points -= _BY_NAME  # a list of things to do is not a list of units
    return points


def scores_of(families, texts):
    return {code: score(kind, families, texts) for code, kind in KINDS.items()}


def best_kind(scores, families=frozenset()):
    """The kind that most speaks for; a plain list of tasks where nothing speaks at all."""
    code = max(scores, key=lambda c: scores[c])
    if scores[code] > 0:
        return code
    return "service_item" if "category" in families else "key_task"
