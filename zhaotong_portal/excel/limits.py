"""How much a file may hold. The portal's settings say it for uploads; these are what they say by default."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    bytes: int = 20 * 2**20
    unpacked: int = 200 * 2**20
    rows: int = 100_000  # records of a file
    cells: int = 4_000_000  # of the rectangle from A1 to the last cell that holds something
    columns: int = 1_000
    sheets: int = 500

    @property
    def filled_rows(self):
        """Rows with anything in them: records, and some for titles, headers, totals and notes."""
        return self.rows + 1_000


USUAL = Limits()
