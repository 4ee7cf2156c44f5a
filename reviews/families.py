"""问题家族: proposing what may be the same problem, joining and telling apart (W9, G7, G8).

The portal proposes by words and category; a person joins. A closed problem that returns is re-opened with its count,
and the row that brought it in is handled there.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from reviews.finding_follow import follow
from reviews.likeness import likeness, pairs
from reviews.models import Finding, FindingFamily, FindingOccurrence, FindingState, NotAFamily
from reviews.models.finding import NOT_YET_TOLD, OPEN_FINDINGS, SETTLED
from reviews.workflows.finding import meet_again
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed, StateChanged

PROPOSED = 5
# So many wordings of a category are compared with one another, the most frequent ones: the work must stay small.
COMPARED = 300
# What was found to be no problem joins nothing.
_NONE = (FindingState.NOT_OURS, FindingState.NO_BASIS)


@dataclass(frozen=True)
class Proposal:
    finding: Finding
    likeness: float

    @property
    def percent(self):
        return round(self.likeness * 100)


def proposals(finding, user):
    """Findings of the same unit, any channel and year, that may be the same problem; the likest first."""
    rows = (
        Finding.objects.visible_to(user).leading()
        .filter(unit=finding.unit_id).exclude(pk=finding.pk).exclude(state__in=_NONE)
    )  # fmt: skip
    if finding.family_id:
        rows = rows.exclude(family=finding.family_id)
    apart = NotAFamily.objects.filter(Q(first=finding.pk) | Q(second=finding.pk))
    told = {pk for pair in apart.values_list("first", "second") for pk in pair}
    mine = pairs(finding.title)
    found = [
        Proposal(row, score)
        for row in rows.exclude(pk__in=told).only("pk", "title", "category", "state", "source", "found_on", "unit")
        if (score := likeness(mine, row.title)) >= _threshold(finding, row)
    ]  # fmt: skip
    return sorted(found, key=lambda row: (-row.likeness, -row.finding.pk))[:PROPOSED]


def _threshold(one, other):
    same = one.category_id is not None and one.category_id == other.category_id
    return settings.FINDING_LIKENESS_IN_CATEGORY if same else settings.FINDING_LIKENESS


def may_join(finding, actor):
    return actor.scope.role == Role.STAFF and actor.scope.decides_for(finding.unit)


@transaction.atomic
def join(newer_id, older_id, actor):
    """One problem from now on. What is still being looked into is handled in the row that there was before."""
    newer, older = _both(newer_id, older_id, actor)
    if (newer.found_on, newer.pk) < (older.found_on, older.pk):
        newer, older = older, newer
    family = older.family or newer.family or FindingFamily.objects.create(
        unit=older.unit, name=older.title[:200], joined_by=actor
    )  # fmt: skip
    for row in (older, newer):
        if row.family_id and row.family_id != family.pk:  # two families become one
            Finding.objects.filter(family=row.family_id).update(family=family)
    Finding.objects.filter(pk__in=[older.pk, newer.pk]).update(family=family)
    changes = {"问题家族": ["", family.name]}
    record(actor, "finding.joined", "归入同一问题", newer, changes=changes)
    record(actor, "finding.joined", "归入同一问题", older, changes=changes)
    if newer.state in NOT_YET_TOLD and older.joined_to_id is None:
        _handle_in(newer, older, actor)
    follow(older)
    return family


def _handle_in(newer, older, actor):
    """The newer row has not left the committee yet: it re-opens the closed older one, or is put right with the open one."""
    text = newer.detail.strip() or newer.title
    if older.state in SETTLED and older.state != FindingState.CLOSED:
        return
    if older.state == FindingState.CLOSED:
        meet_again(older.pk, actor, text, newer.source, newer.found_on, reported_as=newer)
        return
    if older.state in NOT_YET_TOLD:
        return
    FindingOccurrence.objects.create(
        finding=older, source=newer.source, found_on=newer.found_on, detail=text, found_by=newer.found_by,
        reported_as=newer,
    )  # fmt: skip
    taken = {name: getattr(older, name) for name in ("state", "due_on", "measures")}
    Finding.objects.filter(pk=newer.pk).update(joined_to=older, assigned_at=timezone.now(), **taken)


def _both(newer_id, older_id, actor):
    visible = Finding.objects.visible_to(actor)
    found = set(visible.filter(pk__in=[newer_id, older_id]).values_list("pk", flat=True))
    rows = Finding.objects.select_for_update(of=("self",)).select_related("unit")
    rows = {row.pk: row for row in rows.filter(pk__in=found).order_by("pk")}
    newer, older = rows.get(newer_id), rows.get(older_id)
    if newer is None or older is None or newer == older:
        raise Finding.DoesNotExist
    if newer.unit_id != older.unit_id:
        raise NotAllowed("不同单位的问题不归为同一问题；各单位的共性问题另行汇总。")
    if not may_join(newer, actor):
        raise NotAllowed("这个单位的问题不由您归并。")
    if newer.is_hidden or older.is_hidden:
        raise NotAllowed("四不两直走访反馈以后，才归并其中的问题。")
    if newer.joined_to_id == older.pk or older.joined_to_id == newer.pk:
        raise StateChanged("这两个问题已经归并。")
    return newer, older


@transaction.atomic
def tell_apart(one_id, other_id, actor):
    """They only sound alike: not proposed again."""
    newer, older = _both(one_id, other_id, actor)
    first, second = sorted([newer.pk, older.pk])
    NotAFamily.objects.get_or_create(first_id=first, second_id=second, defaults={"said_by": actor})
    record(actor, "finding.told_apart", "认定不是同一问题", newer, reason=older.title)


@dataclass(frozen=True)
class CommonProblem:
    """Several units have like problems at the same time."""

    title: str
    findings: list

    @property
    def unit_ids(self):
        return list(dict.fromkeys(row.unit_id for row in self.findings))


def common_problems(findings, least=None):
    """Open findings gathered by category and words: those that at least so many units have, most units first."""
    least = least or settings.FINDING_COMMON_UNITS
    rows = (
        findings.filter(state__in=OPEN_FINDINGS).exclude(state__in=NOT_YET_TOLD).shown().leading()
    )
    by_category = defaultdict(dict)
    for row in rows.only("pk", "title", "title_key", "category", "unit").order_by("pk"):
        by_category[row.category_id].setdefault(row.title_key, []).append(row)
    found = []
    for category_id, titles in by_category.items():
        found += _clusters(titles.values(), category_id is not None)
    wide = [row for row in found if len(row.unit_ids) >= least]
    return sorted(wide, key=lambda row: (-len(row.unit_ids), row.title))


def _clusters(groups, have_category):
    """Titles that are alike fall together; the most frequent one gives its name. Equal titles were grouped before."""
    threshold = (
        settings.FINDING_LIKENESS_IN_CATEGORY if have_category else settings.FINDING_LIKENESS
    )
    clusters = []
    for rows in sorted(groups, key=len, reverse=True)[:COMPARED]:
        mine = pairs(rows[0].title)
        home = next((c for c in clusters if likeness(c[0], mine) >= threshold), None)
        if home is None:
            clusters.append((mine, rows[0].title, list(rows)))
        else:
            home[2].extend(rows)
    return [CommonProblem(title, rows) for _, title, rows in clusters]
