"""600余个基层党组织: a committee or general branch on top of each larger unit, branches below."""

from datetime import date

from reviews.demo.chance import spread
from units.models import OrganisationKind, PartyOrganisation

TOTAL = 648
NUMBERS = "一二三四五六七八九十"


def create_organisations(rng, units):
    """{unit pk: [organisations]}, about 648 organisations for 84 units, fewer for fewer."""
    counts = spread(rng, TOTAL * len(units) // 84 - 3 * len(units), len(units), evenness=3)
    tops, branches = [], []
    for unit, extra in zip(units, counts, strict=True):
        kind = OrganisationKind.COMMITTEE if extra > 3 else OrganisationKind.GENERAL_BRANCH
        name = "机关党委" if extra > 3 else "机关党总支"
        top = PartyOrganisation(
            unit=unit, kind=kind, name=name, order=0, founded_on=date(2012, 7, 1)
        )
        tops.append(top)
        for number in range(2 + extra):
            branches.append((top, unit, number, 2 + extra))
    PartyOrganisation.objects.bulk_create(tops)
    rows = [_branch(rng, top, unit, number, count) for top, unit, number, count in branches]
    PartyOrganisation.objects.bulk_create(rows, batch_size=1000)
    holders = {unit.pk: [] for unit in units}
    for row in [*tops, *rows]:
        holders[row.unit_id].append(row)
    return holders


def _branch(rng, top, unit, number, count):
    last = number == count - 1
    name = "离退休干部党支部" if last else f"机关第{_chinese(number + 1)}党支部"
    return PartyOrganisation(
        unit=unit, parent=top, kind=OrganisationKind.BRANCH, name=name, order=number + 1,
        is_service_window=number == 1 and rng.random() < 0.5, founded_on=date(2012, 7, 1),
    )  # fmt: skip


def _chinese(number):
    if number <= 10:
        return NUMBERS[number - 1]
    tens = "" if number < 20 else NUMBERS[number // 10 - 1]
    return f"{tens}十{NUMBERS[number % 10 - 1] if number % 10 else ''}"
