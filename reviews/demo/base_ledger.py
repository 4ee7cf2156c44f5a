"""联系点、结对共建、党务干部、发展党员、青年小组: rows whose counts are the article's on the last day of 2025."""

from datetime import date, timedelta

from reviews.demo.chance import GIVEN, SURNAMES, spread
from reviews.demo.span import Span
from units.models import (
    ContactPoint,
    DevelopmentStage,
    MemberDevelopment,
    OrganisationKind,
    Pairing,
    PartyOfficer,
    PartyOrganisation,
    YouthStudyGroup,
)

LEADERS, PAIRED, OFFICERS, MEMBERS = 631, 289, 348, 331
PAIRED_INSIDE = 116  # branches that are paired with one another, so 58 pairs
TWICE = 40  # leaders who keep a second branch of their unit
THEMES = ("政策上门", "助企纾困", "乡村振兴", "社区治理", "联学联建", "文明创建")
OUTSIDE = (
    "示例社区党委",
    "示例村党总支",
    "示例园区企业党支部",
    "示例小学党支部",
    "示例易地搬迁安置区党支部",
)
POSTS = ("党组成员", "副局长", "党组书记", "科长", "总工程师")
WORK = ("机关党委专职副书记", "机关纪委书记", "党支部书记", "组织委员", "宣传委员")
NAMES = [surname + given for given in GIVEN for surname in SURNAMES]
# How many reach the earlier stages for each who is admitted.
STAGES = {
    DevelopmentStage.APPLICANT: 2.2, DevelopmentStage.ACTIVIST: 1.7, DevelopmentStage.CANDIDATE: 1.2, DevelopmentStage.FULL: 0.9,
}  # fmt: skip


class BaseLedgerMaker:
    def __init__(self, rng, units, span: Span):
        self.rng, self.units, self.span = rng, units, span
        branches = PartyOrganisation.objects.filter(kind=OrganisationKind.BRANCH)
        self.branches = list(branches.alive(span.last).order_by("unit__protocol_order", "order", "pk"))  # fmt: skip

    def make(self):
        self._contact_points()
        self._pairings()
        self._officers()
        self._members()
        self._youth_groups()

    def _day(self, first=None, last=None):
        first, last = first or self.span.first, last or self.span.last
        return first + timedelta(days=self.rng.randint(0, max((last - first).days, 0)))

    def _begun(self, branch):
        """A day on which something of a branch may have begun."""
        return self._day(max(self.span.first, branch.founded_on))

    # Stocks: what holds on the last day of the article's years is what it says, whatever the length of the years.
    def _stock(self, total):
        return round(total * len(self.units) / 84)

    def _contact_points(self):
        wanted = self._stock(LEADERS)
        of_unit = {unit.pk: [] for unit in self.units}
        for branch in self.branches:
            of_unit[branch.unit_id].append(branch)
        counts = spread(self.rng, wanted, len(self.units), evenness=5)
        rows = []
        for unit, count in zip(self.units, counts, strict=True):
            names = self.rng.sample(NAMES, count)
            for number, name in enumerate(names):
                branch = of_unit[unit.pk][number % len(of_unit[unit.pk])]
                rows.append(self._contact(branch, name))
        rows += self._second_contacts(rows, of_unit)
        rows += self._former_contacts()
        ContactPoint.objects.bulk_create(rows, batch_size=1000)

    def _contact(self, branch, name, **days):
        days = days or {"starts_on": self._begun(branch)}
        note = "每季度到支部一次，帮助解决组织生活和业务融合中的问题。"
        return ContactPoint(organisation=branch, leader=name, post=self.rng.choice(POSTS), note=note, **days)  # fmt: skip

    def _second_contacts(self, rows, of_unit):
        twice = self.rng.sample(rows, min(self._stock(TWICE), len(rows)))
        found = []
        for row in twice:
            own = of_unit[row.organisation.unit_id]
            other = own[(own.index(row.organisation) + 1) % len(own)]
            if other != row.organisation:
                found.append(self._contact(other, row.leader))
        return found

    def _former_contacts(self):
        """Leaders who moved on before the article's years were over."""
        rows = []
        for branch in self.rng.sample(self.branches, self._stock(50)):
            starts_on = self._begun(branch)
            ends_on = min(starts_on + timedelta(days=self.rng.randint(30, 200)), self.span.last - timedelta(days=1))  # fmt: skip
            if ends_on >= starts_on:
                rows.append(self._contact(branch, "原" + self.rng.choice(NAMES), starts_on=starts_on, ends_on=ends_on))  # fmt: skip
        return rows

    def _pairings(self):
        wanted, inside = self._stock(PAIRED), self._stock(PAIRED_INSIDE) // 2 * 2
        chosen = self.rng.sample(self.branches, min(wanted, len(self.branches)))
        rows = []
        while len(rows) * 2 < inside and len(chosen) > 1:
            one, other = chosen.pop(), chosen.pop()
            rows.append(self._pairing(one, partner=other, starts_on=max(self._begun(one), self._begun(other))))  # fmt: skip
        rows += [self._pairing(branch, partner_name=self.rng.choice(OUTSIDE)) for branch in chosen]
        Pairing.objects.bulk_create(rows, batch_size=1000)

    def _pairing(self, branch, **fields):
        fields = {"starts_on": self._begun(branch)} | fields
        note = "每半年联合开展一次主题党日。"
        return Pairing(organisation=branch, theme=self.rng.choice(THEMES), note=note, **fields)

    def _officers(self):
        """The flow of the article's years and of the months after them, beside those who served before."""
        rows = []
        for unit in self.units:
            names = iter(self.rng.sample(NAMES, 2))
            rows += [self._officer(unit, name, self._day(date(2019, 1, 1), date(2022, 12, 1))) for name in names]  # fmt: skip
        counts = spread(self.rng, self.span.share(OFFICERS), len(self.units))
        later = spread(self.rng, self.span.later_share(OFFICERS), len(self.units))
        for unit, count, more in zip(self.units, counts, later, strict=True):
            names = iter(self.rng.sample(NAMES, count + more))
            rows += [self._officer(unit, next(names), self._day()) for _ in range(count)]
            first = date(self.span.last.year + 1, 1, 1)
            rows += [self._officer(unit, next(names), self._day(first, self.span.today)) for _ in range(more)]  # fmt: skip
        unique = {(row.unit_id, row.name, row.appointed_on): row for row in rows}
        PartyOfficer.objects.bulk_create(unique.values(), batch_size=1000)

    def _officer(self, unit, name, appointed_on):
        left = appointed_on + timedelta(days=self.rng.randint(400, 1500))
        gone = self.rng.random() < 0.25 and left <= self.span.today
        trained = appointed_on + timedelta(days=self.rng.randint(20, 300))
        return PartyOfficer(
            unit=unit, name=name, kind="full_time" if self.rng.random() < 0.4 else "part_time",
            post=self.rng.choice(WORK), appointed_on=appointed_on, left_on=left if gone else None,
            trained_on=trained if trained <= self.span.today else None,
        )  # fmt: skip

    def _members(self):
        for periods, total in (
            (self.span.periods, self.span.share(MEMBERS)),
            (self.span.later, self.span.later_share(MEMBERS)),
        ):
            cells = [(unit, period) for period in periods for unit in self.units]
            amounts = {DevelopmentStage.PROBATIONARY: total}
            amounts |= {stage: round(total * factor) for stage, factor in STAGES.items()}
            rows = []
            for stage, amount in amounts.items():
                # Few months have any: lots are drawn among the cells.
                drawn = {}
                for cell in self.rng.choices(cells, k=amount) if cells else ():
                    drawn[cell] = drawn.get(cell, 0) + 1
                rows += [
                    MemberDevelopment(unit=unit, period=period, stage=stage, count=count)
                    for (unit, period), count in sorted(drawn.items(), key=lambda row: (row[0][1], row[0][0].pk))
                ]  # fmt: skip
            MemberDevelopment.objects.bulk_create(rows, batch_size=1000)

    def _youth_groups(self):
        YouthStudyGroup.objects.bulk_create(
            YouthStudyGroup(unit=unit, starts_on=self._day(date(2020, 3, 1), min(date(2023, 9, 30), self.span.last)))
            for unit in self.units
        )  # fmt: skip
