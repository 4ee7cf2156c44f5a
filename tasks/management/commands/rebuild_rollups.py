"""rebuild_rollups [--check]: rebuild what dashboards read, or prove that kept equals rebuilt."""

from django.core.management.base import BaseCommand, CommandError

from tasks.figures.rebuilding import rebuilders

MOST_SHOWN = 200


class Command(BaseCommand):
    help = "重建各项汇总；--check 只核对，不一致时列出差异并以 1 退出。"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="只核对，不改动")

    def handle(self, *args, check=False, **options):
        if check:
            self.check_all()
            return
        for rebuilder in rebuilders():
            count = rebuilder.rebuild()
            self.stdout.write(f"{rebuilder.label}：已重建，共 {count} 行")

    def check_all(self):
        found = 0
        for rebuilder in rebuilders():
            for text in rebuilder.differences():
                found += 1
                if found <= MOST_SHOWN:
                    self.stdout.write(f"{rebuilder.label} {text}")
        if found:
            raise CommandError(f"汇总与明细有 {found} 处不一致。", returncode=1)
        self.stdout.write("汇总与明细一致。")
