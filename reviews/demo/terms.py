"""Terms of every organisation: 24 re-elections of the article's years were held after the term had run out, all others in time."""

from datetime import date, timedelta

from reviews.demo.span import Span
from units.models import OrganisationKind, PartyOrganisation, Term
from units.models.term import due_after, months_after

LATE = 24
# Today: so many stand overdue, so many were granted a delay; a few of this year were late.
OVERDUE_NOW, DELAYED_NOW, LATE_LATER = 9, 4, 3


class TermMaker:
    def __init__(self, rng, span: Span):
        self.rng, self.span = rng, span
        self.rows = []

    def make(self):
        kept = {term.organisation_id: term for term in Term.objects.all()}  # of newly founded ones
        organisations = list(PartyOrganisation.objects.order_by("unit__protocol_order", "order", "pk"))  # fmt: skip
        fates = self._fates([row for row in organisations if row.pk not in kept])
        completed = []
        for row in organisations:
            if term := kept.get(row.pk):
                if self._held_in_time(row, term):
                    completed.append(term)
                continue
            fates.get(row.pk, self._ordinary)(row)
        Term.objects.bulk_update(completed, ["completed_on", "document"], batch_size=200)
        Term.objects.bulk_create(self.rows, batch_size=500)

    def _fates(self, organisations):
        """{pk: how its terms went} of those that differ from the ordinary; the first unit has something to settle."""
        branches = [
            row for row in organisations
            if row.kind == OrganisationKind.BRANCH and row.dissolved_on is None
        ]  # fmt: skip
        first = [row for row in branches if row.unit_id == organisations[0].unit_id]
        rest = [row for row in branches if row.unit_id != organisations[0].unit_id]
        self.rng.shuffle(rest)
        fates = {row.pk: self._overdue_now for row in first[:1]}
        fates |= {row.pk: self._coming for row in first[1:3]}
        counts = [(self._late, self.span.share(LATE))]
        if self.span.later:
            counts += [
                (fate, max(1, number * self.span.units // 84))
                for fate, number in (
                    (self._late_later, LATE_LATER), (self._overdue_now, OVERDUE_NOW), (self._delayed, DELAYED_NOW),
                )
            ]  # fmt: skip
        for fate, number in counts:
            fates |= {rest.pop().pk: fate for _ in range(min(number, len(rest)))}
        return fates

    def _between(self, first, last):
        return first + timedelta(days=self.rng.randint(0, max((last - first).days, 0)))

    def _ordinary(self, row):
        years = 5 if row.kind == OrganisationKind.COMMITTEE else 3
        begins_on = self._between(date(2021 - years, 3, 1), date(2021, 2, 1))
        self._in_time(row, begins_on)

    def _in_time(self, row, begins_on):
        """Term after term, each election a little before the last day, until one runs today."""
        while True:
            term = Term(organisation=row, begins_on=begins_on, due_on=due_after(row.kind, begins_on))  # fmt: skip
            self.rows.append(term)
            if not self._held_in_time(row, term):
                return
            begins_on = term.completed_on

    def _held_in_time(self, row, term):
        """Whether the term is over: then its election has its day."""
        held = term.due_on - timedelta(days=self.rng.randint(3, 60))
        if held >= self.span.today or (row.dissolved_on and held >= row.dissolved_on):
            return False
        self._complete(term, held)
        return True

    @staticmethod
    def _complete(term, day):
        term.completed_on, term.document = day, f"关于{day.year}年换届选举结果的批复"

    def _due_on(self, row, due_on, **fields):
        begins_on = months_after(due_on, -36)
        term = Term(organisation=row, begins_on=begins_on, due_on=due_after(row.kind, begins_on), **fields)  # fmt: skip
        self.rows.append(term)
        return term

    def _late_within(self, row, first, last):
        term = self._due_on(row, self._between(first, last - timedelta(days=100)))
        self._complete(term, term.due_on + timedelta(days=self.rng.randint(15, 80)))
        self._in_time(row, term.completed_on)

    def _late(self, row):
        self._late_within(row, self.span.first, self.span.last)

    def _late_later(self, row):
        self._late_within(row, self.span.later[0].first_day, self.span.today)

    def _overdue_now(self, row):
        self._due_on(row, self.span.today - timedelta(days=self.rng.randint(6, 120)))

    def _coming(self, row):
        self._due_on(row, self.span.today + timedelta(days=self.rng.randint(10, 80)))

    def _delayed(self, row):
        due_on = self.span.today - timedelta(days=self.rng.randint(30, 200))
        term = self._due_on(row, due_on, delay_document=f"关于同意{row.name}延期换届的批复")
        term.delayed_until = months_after(term.due_on, 12)
