"""Rows that a list is about to change, under lock and still as they were when the list was compared with them.

An import writes whole columns of many rows. Whoever saved one of them between the comparison and the writing would
lose what they typed, and nobody would be told.
"""

from zhaotong_portal.imports.portions import portions
from zhaotong_portal.workflow import StateChanged


def lock_as_read(rows, names):
    """`rows`: instances of one model as they were read; `names`: fields that are compared. Raises StateChanged."""
    rows = {row.pk: row for row in rows}
    if not rows:
        return
    model = type(next(iter(rows.values())))
    names = [model._meta.get_field(name).attname for name in names]
    found = 0
    for pks in portions(sorted(rows)):
        now = model._base_manager.select_for_update().filter(pk__in=pks).order_by("pk")
        for pk, *values in now.values_list("pk", *names):
            found += 1
            if values != [getattr(rows[pk], name) for name in names]:
                raise _changed()
    if found != len(rows):
        raise _changed()


def _changed():
    return StateChanged("数据刚刚被他人改动，这批没有写入。请重新读取后再导入。")
