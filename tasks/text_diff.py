"""What changed between two texts, for the eye of a reviewer (D8): pure."""

from difflib import SequenceMatcher

LONGEST = 1500  # matching is quadratic; beyond it the new text is shown as it is
SHORTEST_SAME = (
    2  # a single character in common is chance, and marking around it only tires the eye
)
MOST_CHANGED = 0.5


def parts(old: str, new: str) -> list[tuple[str, str]]:
    """[("same" | "gone" | "new", text)]; unmarked where there is no predecessor, or nothing much in common."""
    if not new:
        return []
    if not old or old == new or max(len(old), len(new)) > LONGEST:
        return [("same", new)]
    found = []
    gone = added = ""
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal" and d - c >= SHORTEST_SAME:
            found += _changed(gone, added) + [("same", new[c:d])]
            gone = added = ""
        else:
            gone, added = gone + old[a:b], added + new[c:d]
    found += _changed(gone, added)
    marked = sum(len(text) for kind, text in found if kind != "same")
    return found if marked <= (len(old) + len(new)) * MOST_CHANGED else [("same", new)]


def _changed(gone, added):
    return [(kind, text) for kind, text in (("gone", gone), ("new", added)) if text]
