"""The hidden key by which the portal's own lists name what a row stands for."""

from uuid import UUID


def key_in(record) -> str | None:
    """The row key as it is stored; None where the row has none, or no such key."""
    text = record.values.get("row_key")
    try:
        return str(UUID(text)) if text else None
    except ValueError:
        return None
