"""What follows a finding's every move: the rollups that count it, and lines of sheets that wait for it."""

from reviews import figures
from tasks.closing import facts_changed


def follow(finding):
    figures.findings_changed([finding.unit_id])
    facts_changed(finding.unit_id)
