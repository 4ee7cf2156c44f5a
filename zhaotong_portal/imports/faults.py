"""Messages of importers: what the reader cannot know, because only the database does."""

from zhaotong_portal.excel import Message


def error(record, field, code, text) -> Message:
    return _about(record, field, code, text, "error")


def warning(record, field, code, text) -> Message:
    return _about(record, field, code, text, "warning")


def _about(record, field, code, text, level):
    cell = record.cells.get(field)
    label, index = (cell.label, cell.index) if cell else ("", None)
    return Message(level, record.sheet, record.row, label, code, text, index)


def too_long(model, record, texts):
    """The first text that its field cannot hold. `texts`: {model field: (field of the record, text)}."""
    for field, (name, text) in texts.items():
        most = model._meta.get_field(field).max_length
        if most and text and len(text) > most:
            said = f"有 {len(text)} 字，最多 {most} 字。请缩短，详细内容可写在措施里。"
            return error(record, name, "too_long", said)
    return None
