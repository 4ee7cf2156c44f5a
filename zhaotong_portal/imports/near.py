"""Existing rows that a new row of a list may mean: near titles of the same unit, offered, never assumed."""

from difflib import SequenceMatcher

from django.conf import settings

# What a full comparison costs, measured in quick ones.
FULL = 12


class NearTitles:
    """Looks for near titles until its share of work is spent: a list of 20,000 rows must stay quick."""

    def __init__(self):
        self.left = settings.IMPORT_NEAR_COMPARISONS
        self.least, self.most = settings.IMPORT_NEAR_RATIO, settings.IMPORT_NEAR_MOST
        self.matcher = SequenceMatcher(autojunk=False)
        self.passed_over = 0  # rows that were not compared any more

    def of(self, title_key, candidates):
        """((key, title), …) of the nearest candidates, best first. `candidates`: [(title as compared, key, title)]."""
        if not candidates:
            return ()
        if self.left <= 0:
            self.passed_over += 1
            return ()
        matcher, least = self.matcher, self.least
        matcher.set_seq2(title_key)
        found = []
        for compared, key, title in candidates:
            self.left -= 1
            matcher.set_seq1(compared)
            if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
                continue
            self.left -= FULL
            if (ratio := matcher.ratio()) >= least:
                found.append((-ratio, key, title))
        return tuple((key, title) for _, key, title in sorted(found)[: self.most])
