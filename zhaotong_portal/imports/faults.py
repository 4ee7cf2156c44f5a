"""Messages of importers: what the reader cannot know, because only the database does."""

from functools import cache

from zhaotong_portal.excel import Message


def error(record, field, code, text) -> Message:
    return _about(record, field, code, text, "error")


def warning(record, field, code, text) -> Message:
    return _about(record, field, code, text, "warning")


def _about(record, field, code, text, level):
    cell = record.cells.get(field)
    label, index = (cell.label, cell.index) if cell else ("", None)
    return Message(level, record.sheet, record.row, label, code, text, index)


def join_lapsed(record) -> Message:
    """What somebody joined a row to is gone, or another row of the file names it."""
    text = "先前认作的那一项已不存在，或文件中另有一行就是它，这一行按未认定处理。请重新选择。"
    return warning(record, "title", "join_lapsed", text)


def too_long(model, record, texts, hint="，详细内容可写在措施里"):
    """The first text that its field cannot hold. `texts`: {model field: (field of the record, text)}."""
    for field, (name, text) in texts.items():
        most = text and _longest(model, field)
        if most and len(text) > most:
            said = f"有 {len(text)} 字，最多 {most} 字。请缩短{hint}。"
            return error(record, name, "too_long", said)
    return None


@cache
def _longest(model, field):
    """How many characters the field holds, None without a limit: a model's definition is the same for each row."""
    return model._meta.get_field(field).max_length
