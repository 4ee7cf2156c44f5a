"""What the database's planner knows of its tables: SQLite learns it only when told, PostgreSQL's autovacuum learns by itself.

Without it SQLite takes every table for equally large, and sorts all items of all units where it could walk the units in
order and stop after a page.
"""

from django.db import connection

# Rows looked at in each index: enough to tell ten from ten thousand, and done in milliseconds at any size.
ROWS_LOOKED_AT = 400


def refresh_statistics():
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
