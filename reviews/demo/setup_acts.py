"""72 set-up adjustments beside 32 newly founded branches at windows and fronts, each proposed and approved in its time."""

from datetime import time, timedelta

from reviews.demo.fates import workday_before
from reviews.demo.span import Span
from reviews.demo.travel import as_of
from units.models import OrganisationKind, PartyOrganisation, SetupKind
from units.workflows import setup_act as moves
from zhaotong_portal.workdays import moment

ADJUSTED, FOUNDED = 72, 32
# Of the 72: so many merged and dissolved, the rest renamed or marked anew.
MERGED, DISSOLVED = 14, 10
WAITING = 4
NAMES = ("办公室", "业务综合科", "政策法规科", "规划财务科", "人事教育科", "执法监督科", "信息服务中心")  # fmt: skip
NEW = (
    ("政务服务窗口党支部", {"is_service_window": True}, "窗口人员集中，便于就近管理和服务群众。"),
    ("重点项目一线党支部", {"is_project_front": True}, "项目工期长、党员集中，把支部建在一线。"),
)


class SetupActMaker:
    """Everything goes through the workflow, at the moment of which it tells."""

    def __init__(self, rng, people, units, span: Span):
        self.rng, self.people, self.span = rng, people, span
        self.units = {unit.pk: unit for unit in units}
        self.number = 0
        branches = list(
            PartyOrganisation.objects.filter(kind=OrganisationKind.BRANCH).order_by("unit", "order")
        )
        last = {row.unit_id: row.pk for row in branches}
        # The first and the last branch of each unit stay as they are: other ledgers tell of them.
        self.branches = [row for row in branches if row.order > 1 and row.pk != last[row.unit_id]]
        self.rng.shuffle(self.branches)
        self.tops = {row.unit_id: row for row in PartyOrganisation.objects.filter(parent=None)}
        self.founding = [(unit, new) for new in NEW for unit in units]
        self.rng.shuffle(self.founding)

    def make(self):
        """{unit pk: its organisations as they came to be}, dissolved ones included."""
        self._acts(self.span.share, later=False)
        if self.span.later:
            self._acts(self.span.later_share, later=True)
            self._waiting()
        holders = {pk: [] for pk in self.units}
        for row in PartyOrganisation.objects.order_by("unit", "order", "pk"):
            holders[row.unit_id].append(row)
        return holders

    def _acts(self, share, later):
        adjusted, merged, dissolved = share(ADJUSTED), share(MERGED), share(DISSOLVED)
        kinds = [SetupKind.MERGE] * merged + [SetupKind.DISSOLVE] * dissolved
        kinds += [SetupKind.ADJUST] * (adjusted - len(kinds)) + [SetupKind.FOUND] * share(FOUNDED)
        self.rng.shuffle(kinds)
        for day, kind in zip(self.span.days(self.rng, len(kinds), later), kinds, strict=True):
            fields = self._fields(kind)
            if fields:
                self._act(day, kind, fields)

    def _fields(self, kind):
        if kind == SetupKind.FOUND:
            return self._founding()
        branch = self.branches.pop() if self.branches else None
        if branch is None:
            return None
        branch.refresh_from_db()
        if kind == SetupKind.ADJUST:
            return self._adjustment(branch)
        if kind == SetupKind.MERGE:
            into = PartyOrganisation.objects.get(unit=branch.unit_id, kind=OrganisationKind.BRANCH, order=1)  # fmt: skip
            return {"organisation": branch, "into": into, "reason": "党员人数减少，合并后便于开展组织生活。"}  # fmt: skip
        return {"organisation": branch, "reason": "内设机构撤并，党员编入其他党支部。"}

    def _founding(self):
        if not self.founding:
            return None
        unit, (name, marks, reason) = self.founding.pop()
        return {
            "unit": unit, "name": name, "organisation_kind": OrganisationKind.BRANCH, "parent": self.tops[unit.pk],
            "reason": reason, **marks,
        }  # fmt: skip

    def _adjustment(self, branch):
        taken = set(
            PartyOrganisation.objects.filter(unit=branch.unit_id).values_list("name", flat=True)
        )
        free = [name for part in NAMES if (name := f"{part}党支部") not in taken]
        return {
            "organisation": branch, "name": self.rng.choice(free or [f"{branch.name}（调整）"]),
            "organisation_kind": branch.kind, "parent": branch.parent, "is_service_window": branch.is_service_window,
            "is_project_front": branch.is_project_front, "reason": "按内设机构调整党支部设置，便于围绕业务开展活动。",
        }  # fmt: skip

    def _propose(self, day, kind, fields):
        fields = dict(fields)
        unit = fields.pop("unit", None) or self.units[fields["organisation"].unit_id]
        asked = workday_before(day - timedelta(days=self.rng.randint(5, 20)))
        with as_of(moment(asked, time(10, self.rng.randint(0, 59)))):
            return unit, moves.propose(
                self.people.officers[unit.pk], unit, kind=kind, effective_on=day, **fields
            )

    def _act(self, day, kind, fields):
        unit, act = self._propose(day, kind, fields)
        decider = self.people.leaders[0] if unit.is_committee else self.people.staff
        self.number += 1
        with as_of(moment(day, time(15, self.rng.randint(0, 59)))):
            moves.approve(act.pk, decider, f"昭直党组〔{day.year}〕{self.number}号")

    def _waiting(self):
        """What a newcomer among the staff finds to decide."""
        kinds = (SetupKind.FOUND, SetupKind.ADJUST, SetupKind.MERGE, SetupKind.DISSOLVE)
        for kind in kinds[: max(1, WAITING * self.span.units // 84)]:
            if fields := self._fields(kind):
                self._propose(self.span.today, kind, fields)
