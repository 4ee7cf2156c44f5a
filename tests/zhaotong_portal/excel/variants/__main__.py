"""`python -m tests.zhaotong_portal.excel.variants [n] [--words fifth] [--held] [--faults]`: the score per layout family."""

import argparse
from collections import Counter

from .fifth_layouts import HELD
from .layouts import FAMILIES
from .paint import variant
from .score import Score, columns_of, scored
from .words import GENERATIONS


def main():
    options = argparse.ArgumentParser()
    options.add_argument("count", nargs="?", type=int, default=10, help="workbooks a family")
    options.add_argument("--first", type=int, default=0, help="the first seed")
    options.add_argument(
        "--words", choices=GENERATIONS, help="one generation of words and forms only"
    )
    options.add_argument("--held", action="store_true", help="only the layouts that are held out")
    options.add_argument("--faults", action="store_true", help="tell what was misread")
    options.add_argument("--family")
    chosen = options.parse_args()
    families = [f for f in FAMILIES if chosen.family in (None, f)]
    _print([f for f in families if not chosen.held or f in HELD], chosen)


def _print(families, chosen):
    total, misread = Score(), Counter()
    for family in families:
        score = Score()
        for seed in range(chosen.first, chosen.first + chosen.count):
            made = variant(family, seed, chosen.words)
            found = scored(made)
            if chosen.faults and found.faults:
                _tell(made, seed, found)
            score += found
            for name in {fault[0] for fault in found.faults} & made.labels.keys():
                misread[made.kind, name, made.labels[name]] += 1
        print(f"  {score.share:.4f}  {score.right}/{score.expected}  {family}")
        total += score
    print(f"  {total.share:.4f}  {total.right}/{total.expected}  合计")
    if chosen.faults:
        _tell_labels(misread)


def _tell_labels(misread):
    """Which words were misread as which field, the most frequent first."""
    for (kind, field, label), times in misread.most_common(40):
        print(f"   {times} × {kind}.{field}: {label}")


def _tell(made, seed, found):
    """One fault of each sort, and what the columns were taken for."""
    print(f"   -- {made.family} {seed} {made.kind}: {columns_of(made)}")
    sorts = {}
    for fault in found.faults:
        sorts.setdefault(fault[0], []).append(fault)
    for faults in sorts.values():
        print(f"      {len(faults)} × {faults[0]}")


main()
