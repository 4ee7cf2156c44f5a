"""What a cell reader hands back where the cell says nothing that the field could hold."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """The value of such a cell becomes None, and its row is told `code` (`messages.py`)."""

    code: str
    reason: str = ""
