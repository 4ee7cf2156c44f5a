"""What kind of list a file is: from its columns first, then from titles and names."""

import re
from collections import Counter

from .cells.choices import read_category
from .families import TITLES
from .headers import IDENTIFYING
from .kinds import KINDS
from .rowroles import heading_text
from .text import compact
from .vocabulary import ENOUGH

OWN_TITLE = "own.title"  # stands for a column that has the very label of a kind's title
_BY_NAME = 3  # a title that names the kind weighs as much as one and a half telling columns

_AS_GRID = 6  # several columns that only a grid of this kind has


def score(kind, families, texts):
    """How much speaks for a kind: its own columns, the words of titles and names."""
    is_grid = f"grid.{kind.code}" in families
    is_untitled = kind.needs_unit and not families & {*IDENTIFYING, OWN_TITLE}
    if not is_grid and not is_untitled and not set(kind.title.families) & families:
        return 0
    points = sum(weight for family, weight in kind.shown_by.items() if family in families)
    points += _AS_GRID if is_grid else 0
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


def grids_among(columns, vocabulary):
    """`grid.KIND` for each kind of which several columns are data columns, and none holds the value itself."""
    return {
        f"grid.{code}"
        for code in vocabulary.recognisers
        if vocabulary.data_columns(code, columns) >= ENOUGH
    }


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
