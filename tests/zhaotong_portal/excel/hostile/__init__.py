"""Files that nobody should send and somebody will: each made on the spot, with what has to become of it.

`python -m tests.zhaotong_portal.excel.hostile all` tries each in this process, with a gigabyte, and prints how it ended
and after how many seconds; `bent 1000 7` bends a thousand good workbooks at random instead, from seed 7 on.
The modules register their cases in `CASES` (building.py) as they are imported.
"""

from tests.zhaotong_portal.excel.hostile import (  # noqa: F401
    archives,
    formats,
    old_binary,
    parts,
    sheets,
    texts,
)
from tests.zhaotong_portal.excel.hostile.building import (
    CASES,
    MEMORY,
    READ,
    ROW,
    csv_text,
    xls,
    xlsx,
)
from tests.zhaotong_portal.excel.hostile.trying import bent, directory, end_of, try_bent

__all__ = [
    "CASES",
    "MEMORY",
    "READ",
    "ROW",
    "bent",
    "csv_text",
    "directory",
    "end_of",
    "try_bent",
    "xls",
    "xlsx",
]
