"""The headline figures of this app's ledgers, and what the page makes of all of them: table, publication, report."""
