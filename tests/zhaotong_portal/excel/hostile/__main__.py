"""`python -m tests.zhaotong_portal.excel.hostile`: see the package."""

import sys
import time
from functools import partial

from tests.zhaotong_portal.excel.hostile import CASES, MEMORY, directory, end_of, try_bent


def main(what, rounds=0, first=0):
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    units = directory()
    if what == "bent":
        trials = ((str(n), partial(try_bent, n, units)) for n in range(first, first + rounds))
    else:
        trials = (
            (name, partial(end_of, each.make(), each.filename, units))
            for name, each in CASES.items()
            if what == "all" or not each.is_heavy
        )
    for name, attempt in trials:
        begun = time.perf_counter()
        try:
            end = attempt()
        except Exception as error:  # noqa: BLE001 - said with the file
            end = repr(error)
        print(name, end, f"{time.perf_counter() - begun:.2f}", sep="\t", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
