"""`seed_demo`: an empty database becomes a demonstration, deterministically."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reviews.demo.seeding import NotEmpty, Wish, seed


class Command(BaseCommand):
    help = "生成演示数据（虚构人员），只能用于空数据库。"

    def add_arguments(self, parser):
        parser.add_argument("--units", type=int, default=84)
        parser.add_argument("--years", type=int, default=3)
        parser.add_argument("--ratings", type=int, default=7541)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--today", type=date.fromisoformat, default=None)

    def handle(self, *, units, years, ratings, today, verbosity, **options):
        if not (1 <= units <= 84 and 1 <= years <= 10 and ratings >= 0):
            raise CommandError(
                "--units 应在 1 到 84 之间，--years 应在 1 到 10 之间，--ratings 不能为负数。"
            )
        wish = Wish(units, years, ratings, options["seed"], today or timezone.localdate())
        try:
            seed(wish, self.stdout.write if verbosity else lambda text: None)
        except NotEmpty as refusal:
            raise CommandError(str(refusal)) from refusal
