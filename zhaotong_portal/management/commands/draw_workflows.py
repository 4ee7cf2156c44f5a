"""`draw_workflows`: writes docs/workflows.md from the transition tables; `--check` only compares."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from zhaotong_portal.workflow_diagrams import draw_all

PAGE = settings.BASE_DIR / "docs" / "workflows.md"


class Command(BaseCommand):
    help = "由流转表生成 docs/workflows.md；--check 只核对，不一致时以 1 退出。"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="只核对，不改动")

    def handle(self, *args, check=False, **options):
        drawn = draw_all()
        if not check:
            PAGE.write_text(drawn, encoding="utf-8")
            return
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != drawn:
            raise CommandError(
                "docs/workflows.md 与流转表不一致，请运行 manage.py draw_workflows。"
            )
