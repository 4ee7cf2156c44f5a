"""`open_month 2025-11`: opens the month's reports; safe to repeat."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tasks.models import ItemProgress, MonthlyReport
from tasks.opening import open_month
from zhaotong_portal.period import Period


class Command(BaseCommand):
    help = "开放一个月份的填报，可重复执行"

    def add_arguments(self, parser):
        parser.add_argument("period", help="月份，例如 2025-11")

    def handle(self, *args, period, **options):
        try:
            period = Period.parse(period)
        except ValueError:
            raise CommandError(f"“{period}”不是一个月份，请写成 2025-11 这样的形式。") from None
        if period.first_day > timezone.localdate():
            raise CommandError(f"{period.label}还没有到开放的日子。")
        open_month(period)
        reports = MonthlyReport.objects.of(period)
        lines = ItemProgress.objects.filter(report__in=reports)
        self.stdout.write(
            f"{period.label}已开放：{reports.count()} 个单位，{lines.count()} 条事项。"
        )
