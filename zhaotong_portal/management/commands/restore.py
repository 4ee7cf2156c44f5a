"""`restore FILE`: take back what `backup` wrote."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from zhaotong_portal.backup import NotRestored, restore
from zhaotong_portal.running_lock import AlreadyRunning, running_lock


class Command(BaseCommand):
    help = "从备份恢复数据库与附件；平台里已有数据时须加 --replace。请先停止平台。"
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="覆盖现有的全部数据。")

    def handle(self, *args, file, replace, **options):
        try:
            with running_lock():
                description = restore(file, replace)
        except (NotRestored, AlreadyRunning) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"已恢复 {description['made_at'][:10]} 的备份（附件 {description['attachments']} 个）。"
        )
