"""换届 stands on reminder sheets, and its lines close with the recorded election."""

from units.changes import terms_changed


def register():
    from tasks import sheet_sources, sheet_texts, term_facts, texts

    texts.register(*sheet_texts.TERMS)
    sheet_sources.register(term_facts.facts, term_facts.CONDITIONS, term_facts.standings)
    terms_changed.connect(_follow, dispatch_uid="lines about terms follow")


def _follow(unit_ids, **_):
    from tasks.closing import facts_changed

    for unit_id in unit_ids:
        facts_changed(unit_id)
