"""What a database keeps of a change beside the rows themselves, taken away where it could say in which order people voted.

Row versions, freed pages and the journal of SQLite hold what was deleted for a while: a code's digest beside the counts
that rose with it. Rows alone say nothing (models/vote.py); whoever has the files, with the means to read them, learns no more.
"""

from django.db import connection
from django.db.models import F

from reviews.models import VoteCode, VoteCount

TABLES = tuple(connection.ops.quote_name(model._meta.db_table) for model in (VoteCode, VoteCount))


def overwrite_what_is_deleted():
    """Before a code is deleted: SQLite fills its place with zeros. PostgreSQL keeps row versions until `erase`."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def make_alike(session):
    """Every count is written once more, all in one go: which of them rose last is no longer to be seen."""
    VoteCount.objects.filter(subject__session=session).update(number=F("number"))


def erase():
    """Old row versions and the journal, after the vote is closed. Outside a transaction, as the databases want it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"VACUUM (FULL) {', '.join(TABLES)}")
        elif connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
