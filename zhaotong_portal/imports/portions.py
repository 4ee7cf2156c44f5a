"""Long lists of keys in portions: a database takes only so many parameters in one statement."""

SIZE = 500


def portions(keys, size=SIZE):
    keys = list(keys)
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
