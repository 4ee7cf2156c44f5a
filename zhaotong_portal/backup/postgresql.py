"""The rows of a PostgreSQL database, by COPY: as fast as pg_dump, and no client program needs to be there.

The shape of the tables is not kept: migrations make it anew, up to the ones that the archive names.
"""

import json
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from zhaotong_portal.backup import migration_state

COLUMNS = "columns.json"


def _tables():
    """Every table that belongs to a model; what an outer tool put beside them is none of ours."""
    models = apps.get_models(include_auto_created=True)
    ours = {
        model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy
    }
    return sorted(ours & set(connection.introspection.table_names()))


def _columns(cursor, table):
    # A generated column is computed again; it can be neither copied out by name nor filled.
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def _copy(table, columns, direction):
    quote = connection.ops.quote_name
    return f"COPY {quote(table)} ({', '.join(map(quote, columns))}) {direction}"


def save(folder: Path, left_out) -> None:
    """One snapshot for all tables: what is written meanwhile is not half in it."""
    columns = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in _tables():
            columns[table] = _columns(cursor, table)
            if table not in left_out:
                with (folder / f"{table}.copy").open("wb") as out:
                    cursor.copy_expert(_copy(table, columns[table], "TO STDOUT"), out)
    (folder / COLUMNS).write_text(json.dumps(columns), "utf-8")


def is_sound(folder: Path) -> bool:
    return (folder / COLUMNS).exists()


def load(folder: Path, migrations) -> None:
    """All or nothing: PostgreSQL takes back even the making and dropping of tables."""
    columns = json.loads((folder / COLUMNS).read_text("utf-8"))
    with transaction.atomic(), connection.cursor() as cursor:
        if migration_state.applied() != sorted(migrations):
            _drop_all(cursor)
            migration_state.build(migrations)
        present = _tables()
        names = ", ".join(map(connection.ops.quote_name, present))
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        for table in present:
            source = folder / f"{table}.copy"
            if source.exists():
                with source.open("rb") as rows:
                    cursor.copy_expert(_copy(table, columns[table], "FROM STDIN"), rows)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(True)):
            cursor.execute(statement)


def _drop_all(cursor):
    for table in connection.introspection.table_names():
        cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
