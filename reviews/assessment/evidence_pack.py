"""述职证据包 (I7, W14): one unit's year from its own rows, for the secretary, the unit and the judges alike.

Nobody writes a 台账 for the assessment. Shares are taken over the rows of the computed figures (figures.py), so that
what the pack says and what the score takes never differ.
"""

from datetime import date

from reviews.assessment import evidence_problems, evidence_voices, evidence_work
from reviews.assessment.pack import EvidencePack, Holder, Span
from reviews.assessment.secretaries import secretaries_of, span_of

WHOLE = "全年"


def pack_of(assessment) -> EvidencePack:
    """A constant number of queries, whatever the year holds."""
    unit, year = assessment.unit, assessment.year
    since, until = span_of(unit, year)
    tenures = secretaries_of(year, [unit]).get(unit.pk, [])
    span = Span(unit, year, since, until, _holders(tenures, since, until))
    sections = [
        evidence_work.reports(span),
        evidence_work.items(span),
        evidence_work.projects(span),
        evidence_problems.findings(span),
        evidence_problems.last_year(span, assessment),
        evidence_voices.ratings(span),
        evidence_work.spot_checks(span),
        evidence_voices.honours(span),
    ]
    return EvidencePack(unit, year, since, until, tenures, sections)


def _holders(tenures, since, until):
    """Each secretary and the whole; the whole alone where one person was in office on all days, or nobody is known."""
    whole = Holder(WHOLE, since, until, until, is_whole=True)
    if not tenures or (
        len(tenures) == 1 and tenures[0].since <= since and tenures[0].until >= until
    ):
        return (whole,)
    # What falls due later in a running year is the business of whoever is in office now.
    last = date(since.year, 12, 31)
    parts = [
        Holder(one.name, one.since, last if one.until == until else one.until, until)
        for one in tenures
    ]
    return (*parts, whole)
