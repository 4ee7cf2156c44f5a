"""Many new rows of one model, column by column: a fifth of what `bulk_create` takes for tens of thousands of rows.

`bulk_create` makes an instance of each row and asks every field of it how it is saved. In a list most columns say the
same in all rows, or one of a few things: here a default is worked out once, a value once for as often as it stands.
No signals, no validation; the database's constraints hold all the same.
"""

from django.db import connections, models, router
from django.utils import timezone

from zhaotong_portal.excel.memo import Memo, without_collector

PAGE = 500
# Texts and whole numbers go to the database as they are.
AS_THEY_ARE = ("CharField", "TextField", "PositiveIntegerField", "PositiveSmallIntegerField")


@without_collector()
def insert_rows(model, rows: list[dict]):
    """`rows`: {attribute name: value}, the same names in each; what is not named takes the model's default."""
    if not rows:
        return
    connection = connections[router.db_for_write(model)]
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = [_column(field, rows, connection) for field in fields]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    head = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # executemany would go to the server and back for each row.
            from psycopg2.extras import execute_values

            execute_values(cursor.cursor, f"{head} %s", zip(*columns, strict=True), page_size=PAGE)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"{head} ({places})", list(zip(*columns, strict=True)))


def _column(field, rows, connection):
    """One value a row, as the database takes it."""

    def prepared(value):
        return field.get_db_prep_save(value, connection)

    name = field.attname
    if name not in rows[0]:
        if callable(field.default) and field.unique:
            return [prepared(field.get_default()) for _ in rows]
        return [prepared(_default(field))] * len(rows)
    values = [row[name] for row in rows]
    if field.get_internal_type() in AS_THEY_ARE:
        return values
    if field.unique:
        return [prepared(value) for value in values]
    if isinstance(field, models.JSONField):
        memo = Memo(lambda key: prepared(list(key)))
        return [memo[tuple(value)] for value in values]
    memo = Memo(prepared)
    return [memo[value] for value in values]


def _default(field):
    return timezone.now() if getattr(field, "auto_now_add", False) else field.get_default()
