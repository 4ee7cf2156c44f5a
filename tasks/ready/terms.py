"""换届 stands on reminder sheets, and its lines close with the recorded election."""


def register():
    from tasks import sheet_sources, sheet_texts, term_facts, texts

    texts.register(*sheet_texts.TERMS)
    sheet_sources.register(term_facts.facts, term_facts.CONDITIONS, term_facts.standings)
