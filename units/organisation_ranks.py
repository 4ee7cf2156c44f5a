"""Which kind of party organisation may stand below which: a branch below a general branch, neither above a committee."""

from units.models.organisation import OrganisationKind

RANK = {
    OrganisationKind.COMMITTEE: 3, OrganisationKind.GENERAL_BRANCH: 2, OrganisationKind.BRANCH: 1,
}  # fmt: skip


def may_stand_below(kind, above) -> bool:
    """A committee may have committees below it (系统), everything else only what is lower."""
    both_committees = kind == above == OrganisationKind.COMMITTEE
    return RANK[above] > RANK[kind] or both_committees


def wrong_rank(kind, above) -> str:
    labels = OrganisationKind(kind).label, OrganisationKind(above).label
    return f"{labels[0]}不能设在{labels[1]}之下。"
