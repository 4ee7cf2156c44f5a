"""Drawing lots, reproducibly."""

from random import Random


def spread(rng: Random, total: int, cells: int, evenness: int = 4) -> list[int]:
    """`cells` whole numbers of 0 or more that sum to `total`; higher `evenness` makes them more alike."""
    if cells == 0:
        return []
    weights = [sum(rng.random() for _ in range(evenness)) for _ in range(cells)]
    scale = total / sum(weights)
    shares = [weight * scale for weight in weights]
    whole = [int(share) for share in shares]
    rest = total - sum(whole)
    by_fraction = sorted(range(cells), key=lambda k: whole[k] - shares[k])
    for k in by_fraction[:rest]:
        whole[k] += 1
    return whole


SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ("某甲", "某乙", "某丙", "某丁", "某戊", "某己")


def invented_name(rng: Random) -> str:
    """A name that nobody bears and everybody sees is invented."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN)
