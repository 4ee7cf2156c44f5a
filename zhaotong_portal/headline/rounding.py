"""How official texts write numbers: 6.4万, 600余, 96.8. The exact number always stands beside it."""

from decimal import ROUND_HALF_UP, Decimal

from zhaotong_portal.wording import number_text

TEN_THOUSAND = 10_000


def exact(value, digits=0):
    return number_text(value, digits)


def in_ten_thousands(value, digits=0):
    """64,012 → 6.4万, 29,860 → 3万; less than ten thousand is written out."""
    if value < TEN_THOUSAND:
        return exact(value, digits)
    rounded = (Decimal(value) / TEN_THOUSAND).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded.normalize():f}万"


def and_more(value, digits=0):
    """648 → 600余, 2,146 → 2100余, 35 → 30余: what is passed, never more than was done. Round numbers stay."""
    step = 100 if value >= 100 else 10
    whole = int(value // step * step)
    if value < step or value == whole:
        return exact(value, digits)
    return f"{whole}余"


def rounded(value, digits):
    """A share or difference as it is published, half up as people round: 11.22."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
