"""Problems of three years put right, and those of the running year in every state."""

from datetime import date, timedelta

from django.utils import timezone

from reviews.demo.chance import invented_name
from reviews.models import Finding, FindingSource, FindingState, FindingStep
from units.names import name_key
from zhaotong_portal.workdays import add_workdays, moment

# Closed in 2023–2025 by source (rules.md §6); what the imported samples hold counts towards them.
THREE_YEARS = {
    FindingSource.DISTRICT_VISIT: 846,
    FindingSource.PUBLIC_CLUE: 96,
    FindingSource.UNANNOUNCED: 75,
    FindingSource.ASSESSMENT: 501,
    FindingSource.INSPECTION: 164,
}
PROBLEMS = ("“第一议题”学习记录不完整", "党费收缴公示不及时", "主题党日形式单一", "换届工作提前谋划不够", "党建与业务融合不够紧密",
            "党员教育管理台账不规范", "窗口一次性告知落实不到位", "“三服务”清单更新不及时", "组织生活会整改措施不具体",
            "谈心谈话记录过于简单", "党务公开栏更新滞后", "发展党员材料归档不及时")  # fmt: skip
REPORT = "已对照问题逐条整改，完善相关制度并举一反三开展自查。"
# Of the running year's findings that came to light in the last weeks.
RUNNING = (FindingState.ASSIGNED, FindingState.IN_HAND, FindingState.IN_HAND, FindingState.REPORTED,
           FindingState.CONFIRMED, FindingState.FOUND, FindingState.CLOSED, FindingState.CLOSED)  # fmt: skip


class FindingMaker:
    def __init__(self, rng, people, units, years, today):
        self.rng, self.people, self.units, self.today = rng, people, units, today
        self.years = years
        self.taken = set(Finding.objects.values_list("unit_id", "year", "label", "title_key"))
        self.rows = []

    def make(self):
        self._settle_imported()
        for year in self.years:
            share = len(self.units) / 84 * self._elapsed(year)
            for source, total in THREE_YEARS.items():
                have = Finding.objects.filter(year=year, source=source).count()
                part = total // 3 + (total % 3 > year - 2023 >= 0)
                for _ in range(max(0, round(part * share) - have)):
                    self._add(year, source)
        Finding.objects.bulk_create(self.rows, batch_size=500)
        self._write_steps(self.rows)

    def _elapsed(self, year):
        """How much of a year's problems has come to light by today."""
        days = (self.today - date(year, 1, 10)).days
        return min(1, max(0, days / 355))

    def _settle_imported(self):
        """What the imported lists left open in years that are over was put right since, as all of it was."""
        left = list(
            Finding.objects.filter(year__lt=self.today.year).exclude(state=FindingState.CLOSED)
        )
        for row in left:
            row.state = FindingState.CLOSED
            row.reported_at = None
            self._put_right(row)
        fields = [
            "state",
            "reported_at",
            "rectified_by",
            "result",
            "verified_by",
            "verified_at",
            "closed_at",
        ]
        Finding.objects.bulk_update(left, fields, batch_size=200)
        FindingStep.objects.filter(finding__in=left).delete()
        self._write_steps(left)

    def _write_steps(self, rows):
        FindingStep.objects.bulk_create(
            FindingStep(
                finding=row, number=1, report=REPORT, reported_by=row.rectified_by, reported_at=row.reported_at,
                verdict="passed" if row.verified_at else "", verified_by=row.verified_by, verified_at=row.verified_at,
            )
            for row in rows
            if row.reported_at
        )  # fmt: skip

    def _add(self, year, source):
        last = min(date(year, 12, 31), self.today - timedelta(days=1))
        found_on = date(year, 1, 10) + timedelta(
            days=self.rng.randint(0, (last - date(year, 1, 10)).days)
        )
        unit = self.rng.choice(self.units)
        title = self.rng.choice(PROBLEMS)
        number = 1
        label = f"{found_on.month}月"
        key = (unit.pk, year, label, name_key(title))
        while key in self.taken:
            number += 1
            key = (unit.pk, year, f"{label}第{number}批", name_key(title))
        self.taken.add(key)
        row = Finding(
            unit=unit, year=year, title=title, title_key=key[3], label=key[2], source=source, found_on=found_on,
            people=[invented_name(self.rng)], measures="立行立改，建立台账，限期销号。", found_by=self.people.staff,
            due_on=add_workdays(found_on, 15),
        )  # fmt: skip
        row.first_due_on = row.due_on
        recent = (self.today - found_on).days < 45 and year == self.today.year
        row.state = self.rng.choice(RUNNING) if recent else FindingState.CLOSED
        if not recent and year == self.today.year and self.rng.random() < 0.04:
            row.state = FindingState.IN_HAND
        self._put_right(row)
        self.rows.append(row)

    def _put_right(self, row):
        if row.state not in (FindingState.REPORTED, FindingState.CLOSED):
            return
        reported = moment(row.found_on) + timedelta(days=self.rng.randint(3, 20), hours=10)
        row.reported_at = min(reported, timezone.now())
        row.rectified_by = self.people.officers[row.unit_id]
        row.result = REPORT
        if row.state == FindingState.CLOSED:
            row.verified_by = self.people.staff
            row.verified_at = row.closed_at = row.reported_at + timedelta(hours=30)
