"""What changed between two texts, for the eye of a reviewer (D8): pure."""

from difflib import SequenceMatcher

LONGEST = 1500  # matching is quadratic; beyond it the new text is shown as it is


def parts(old: str, new: str) -> list[tuple[str, str]]:
    """[("same" | "gone" | "new", text)]; a text without a predecessor is not marked."""
    if not new:
        return []
    if not old or old == new or max(len(old), len(new)) > LONGEST:
        return [("same", new)]
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", new[c:d]))
            continue
        if a < b:
            found.append(("gone", old[a:b]))
        if c < d:
            found.append(("new", new[c:d]))
    marked = sum(len(text) for kind, text in found if kind != "same")
    # Two texts that share only single characters are simply different.
    return found if marked <= len(old) + len(new) * 0.6 else [("same", new)]
