"""Who reads meetings, consultations, commitments and supervision orders at all (rules.md §3)."""

# The committee's side and the units concerned. An administrator has no business here, an inspector only with visits.
GUIDANCE_READERS = frozenset({"officer", "secretary", "staff", "leader", "auditor"})
VISIT_READERS = GUIDANCE_READERS | {"inspector"}
