"""A copy of a SQLite database, made while others read and write it (the online backup API)."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

MEMBER = "portal.sqlite3"


def save(folder: Path, left_out) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / MEMBER, isolation_level=None)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        existing = {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}
        for table in sorted(set(left_out) & existing):
            copy.execute(f'DELETE FROM "{table}"')
        # Deleted rows stay readable in free pages until the file is written anew.
        copy.execute("VACUUM")


def is_sound(folder: Path) -> bool:
    try:
        with closing(sqlite3.connect(folder / MEMBER)) as copy:
            return copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        return False


def load(folder: Path, migrations) -> None:
    """Put the copy in place of what is there, page by page under SQLite's own locks."""
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / MEMBER)) as copy:
        copy.backup(connection.connection)
    connection.close()
