"""`compose_reminders 2025-11`: writes the month's sheets as the state is now; safe to repeat."""

from django.core.management.base import BaseCommand, CommandError

from tasks.workflows.reminder import compose_month
from zhaotong_portal.period import Period


class Command(BaseCommand):
    help = "拟制一个月份的工作提示单，可重复执行：每单位一份，已印发的不动"

    def add_arguments(self, parser):
        parser.add_argument("period", help="月份，例如 2025-11")

    def handle(self, *args, period, **options):
        period = month_of(period)
        done = compose_month(period)
        self.stdout.write(
            f"{period.label}工作提示单：新拟制{done.created}份，重新拟制{done.refreshed}份，"
            f"已印发{done.issued}份未改动。"
        )


def month_of(text):
    """The month that was typed; both commands of the sheets refuse the same things."""
    try:
        period = Period.parse(text)
    except ValueError:
        raise CommandError(f"“{text}”不是一个月份，请写成 2025-11 这样的形式。") from None
    if period > Period.current():
        raise CommandError(f"{period.label}还没有到，不能拟制或印发提示单。")
    return period
