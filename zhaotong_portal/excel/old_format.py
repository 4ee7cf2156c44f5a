"""Old binary workbooks (.xls, .et) and encrypted ones, read by a process of its own.

Such a file is a small file system whose chains of blocks can be bent into a ring: the reader then collects blocks until
the memory is full and its process is ended, and an encrypted one can ask for minutes of hashing. Neither a page nor a
worker may die of a file, so a child with little memory and time does the reading, and if it dies, only it does.
"""

import pickle
import subprocess
import sys
from pathlib import Path

from .refusal import FileRefused

MEMORY = 1024 * 2**20  # of addresses; the largest sheet of this format takes 600 MB of them
SECONDS = 30
_READER = Path(__file__).with_name("grids.py")


def read_old(data, is_encrypted, limits):
    """("grids", [(name, rows, merges)]), or ("opened", the bytes of the file inside). Raises FileRefused."""
    asked = (MEMORY, SECONDS, int(is_encrypted), limits.cells, limits.columns, limits.filled_rows)
    command = [sys.executable, "-I", str(_READER), *map(str, asked)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=True)
        what, *found = pickle.loads(done.stdout)
    except (subprocess.SubprocessError, EOFError, pickle.UnpicklingError) as error:
        raise FileRefused("unreadable_file") from error
    if what == "refused":
        raise FileRefused(*found)
    return what, found[0]
