"""`clue_channel NAME`: a new token of the interface and the key of the callback's signature, told once."""

from django.core.management import BaseCommand, CommandError

from reviews.clues import issue_token
from reviews.models import ClueChannel


class Command(BaseCommand):
    help = "为线索来源系统发放接口口令和签名密钥；口令只显示一次，原来的随即失效。"

    def add_arguments(self, parser):
        parser.add_argument("name", help="来源系统名称，如 昭通评议")

    def handle(self, *args, name, **options):
        channel = ClueChannel.objects.filter(name=name).first()
        if channel is None:
            raise CommandError(f"没有名为“{name}”的线索来源系统，请先在数据管理中登记。")
        token, key = issue_token(channel, None)
        self.stdout.write(f"接口口令：{token}")
        self.stdout.write(f"签名密钥：{key}")
        self.stdout.write("两项都只显示这一次，请交对方系统保管。")
