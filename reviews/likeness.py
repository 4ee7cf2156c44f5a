"""Whether two problems are said in like words: pure, no model. Pairs of characters, as Chinese has no blanks."""

from collections import Counter

from units.names import name_key

# Words of every ledger, which make nothing alike.
_COMMON = ("问题", "整改", "情况", "存在", "工作", "不够", "不到位", "未做到")


def pairs(text) -> Counter:
    """The pairs of neighbouring characters of a title, ledger words left out."""
    for word in _COMMON:
        text = text.replace(word, "")
    key = name_key(text)
    found = Counter(key[at : at + 2] for at in range(len(key) - 1))
    return found or Counter([key] if key else [])


def likeness(one, other) -> float:
    """0 to 1: the share of pairs that both have (Dice)."""
    a, b = (text if isinstance(text, Counter) else pairs(text) for text in (one, other))
    whole = a.total() + b.total()
    return 2 * (a & b).total() / whole if whole else 0.0
