"""What kind of list a file is: from its columns first, then from titles and names."""

import re
from collections import Counter

from .cells.choices import read_category
from .families import TITLES
from .kinds import KINDS
from .rowroles import heading_text
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
        and not families & (TITLES - {"title.problem", "title.content", "title.service_content"})
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


def families_below(header, rows):
    """Besides the families of the columns, `category.named` where cells name a category of service."""
    named = any(
        isinstance(value, str) and len(value) < 20 and read_category(heading_text(value))
        for row in rows[header.last + 1 : header.last + 41]
        for value in row[:6]
    )
    return header.families | ({"category.named"} if named else set())


def best_kind(votes):
    """The kind of most rows. `votes`: (scores, number of rows) of each table; where nothing speaks, key tasks."""
    rows, points = Counter(), Counter()
    for scores, size in votes:
        code = max(scores, key=lambda c: scores[c])
        if scores[code] > 0:
            rows[code] += size
        for kind, score in scores.items():
            points[kind] += score
    return max(rows, key=lambda c: (rows[c], points[c])) if rows else "key_task"
