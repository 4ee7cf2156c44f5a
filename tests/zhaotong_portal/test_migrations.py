"""The migrations build the very database that the models describe.

The suite makes its databases from the models, which takes a tenth of the time; here the migrations run as an
office runs them, from an empty database of the same kind, and the two are held against each other.
"""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.django_db
OWN_TABLES = ("portal_", "units_", "tasks_", "reviews_")
TOLD_OF_A_CONSTRAINT = ("columns", "unique", "check", "foreign_key")


def _name(name):
    """SQLite numbers what has no name by the order in which it was made."""
    return re.sub(r"^(fk_|__).*", "", name)


def schema(of):
    """{table: (columns, constraints and indexes)} as the database itself tells it."""
    tables = {}
    with of.cursor() as cursor:
        for table in of.introspection.table_names(cursor):
            if not table.startswith(OWN_TABLES):
                continue
            columns = {
                column.name: (column.type_code, column.internal_size, column.null_ok)
                for column in of.introspection.get_table_description(cursor, table)
            }
            constraints = of.introspection.get_constraints(cursor, table)
            tables[table] = (
                columns,
                sorted(
                    (_name(name), *(str(what[key]) for key in TOLD_OF_A_CONSTRAINT))
                    for name, what in constraints.items()
                ),
            )
    return tables


@pytest.fixture
def empty_database(tmp_path):
    """(its address for the portal, a connection to it), beside the database of the test and of the same kind."""
    other = connection.copy()
    if connection.vendor == "sqlite":
        other.settings_dict["NAME"] = str(tmp_path / "migrated.sqlite3")
        yield f"sqlite:///{other.settings_dict['NAME']}", other
        other.close()
        return
    name = f"{connection.settings_dict['NAME']}_migrated"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    other.settings_dict["NAME"] = name
    yield f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}", other
    other.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')


ASKED_SO_FAR = """
    INSERT INTO tasks_indicator
        (code, name, level, quantity, source, is_stock, definition, version, "order", is_active)
    VALUES (%s, %s, 'U', 'times', %s, %s, '', 3, 0, %s)
"""


def migrate(url, var_dir, *target):
    env = os.environ | {"DATABASE_URL": url, "PORTAL_VAR_DIR": str(var_dir)}
    command = [sys.executable, "manage.py", "migrate", *target, "--verbosity=0"]
    ran = subprocess.run(
        command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_the_migrations_build_what_the_models_say_and_keep_what_was_typed(empty_database, tmp_path):
    """An office of the first release has rows already: what it asks for rests on the committee's catalogue.

    The whole way takes the better part of a minute. On PostgreSQL the restored archive of an older version goes it too
    and is held against the models (test_backup.py); here then only as far as the rows are concerned.
    """
    url, migrated = empty_database
    goes_all_the_way = connection.vendor == "sqlite"
    migrate(url, tmp_path, "tasks", "0001")
    with migrated.cursor() as cursor:
        cursor.execute(ASKED_SO_FAR, ["lectures", "专题党课", "typed", False, True])
        cursor.execute(ASKED_SO_FAR, ["members", "党员", "ledger", False, True])
    migrate(url, tmp_path, *([] if goes_all_the_way else ["tasks"]))
    with migrated.cursor() as cursor:
        cursor.execute("SELECT code, version, basis, minutes FROM tasks_indicator ORDER BY code")
        assert cursor.fetchall() == [
            ("lectures", 3, "市直机关党建工作目录", 1),
            ("members", 3, "", 1),
        ]
    if goes_all_the_way:
        assert_alike(schema(migrated), schema(connection))


def assert_alike(built, described):
    # The cache of a portal without Redis lies in a table that only such a portal has.
    built.pop("portal_cache", None)
    assert built.keys() == described.keys()
    for table, what in described.items():
        assert built[table] == what, table
