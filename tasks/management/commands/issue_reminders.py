"""`issue_reminders 2025-11 --by USERNAME`: issues the composed sheets in that person's name; safe to repeat."""

from django.core.management.base import BaseCommand, CommandError

from tasks.management.commands.compose_reminders import month_of
from tasks.models import ReminderSheet
from tasks.workflows.reminder import issue_month
from units.models import Person, Role
from zhaotong_portal.demo import is_demo

DEMO_ISSUER = "staff"


class Command(BaseCommand):
    help = "以某人的名义印发一个月份已拟制的工作提示单，可重复执行"

    def add_arguments(self, parser):
        parser.add_argument("period", help="月份，例如 2025-11")
        parser.add_argument("--by", help="印发人的登录名；仅演示数据可省略（staff）")

    def handle(self, *args, period, by=None, **options):
        period = month_of(period)
        actor = issuer(by or (DEMO_ISSUER if is_demo() else None))
        run = issue_month(period, actor)
        live = ReminderSheet.objects.of(period).live().exclude(issued_at=None).count()
        self.stdout.write(
            f"{period.label}工作提示单：{actor.name}印发{len(run.sheets)}份，本月共{live}份已印发。"
        )
        for sheet in run.sheets:
            for said in run.changes.get(sheet.pk, ()):
                self.stdout.write(f"  {sheet.unit}：{said}")
        for unit in run.without_recipient:
            self.stderr.write(f"  {unit}没有收件人，提示单尚未送达，请补充任职。")


def issuer(username):
    """The named person, working as staff."""
    if username is None:
        raise CommandError("请用 --by 写明印发人的登录名：提示单由具名人员印发。")
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise CommandError(f"没有登录名为“{username}”的人员。")
    if Role.STAFF not in person.roles:
        raise CommandError(f"{person.name}没有工委科室的任职，不能印发提示单。")
    person.acting_role = Role.STAFF
    return person
