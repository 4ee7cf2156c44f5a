"""`set_up_office`: what an office's empty portal needs before anybody can log in."""

from django.core.management import BaseCommand, CommandError

from reviews.loading import load_reasons, load_rectification
from tasks.catalogue import load_activity_kinds, load_indicators, load_mechanism_kinds, load_themes
from tasks.phrases import load_phrases
from units.first_administrator import AlreadyThere, appoint
from units.loading import load_units
from zhaotong_portal.gate.defaults import load_words


class Command(BaseCommand):
    help = "正式部署第一步：载入片区、单位、月度指标和评议理由，建立第一个管理员。可重复执行。"

    def add_arguments(self, parser):
        parser.add_argument("--username", required=True, help="管理员登录名")
        parser.add_argument("--name", required=True, help="管理员姓名")

    def handle(self, *args, username, name, **options):
        loaded = load_units()
        self.stdout.write(f"片区 {loaded.districts} 个，新载入单位 {loaded.units} 个。")
        self.stdout.write(f"新载入月度指标 {load_indicators()} 项、评议理由 {load_reasons()} 条。")
        self.stdout.write(f"新载入活动类型 {load_activity_kinds()} 类、敏感词 {load_words()} 个。")
        self.stdout.write(f"新载入问题类别、督查清单和线索来源 {load_rectification()} 项。")
        self.stdout.write(f"新载入常用语 {load_phrases()} 条。")
        self.stdout.write(
            f"新载入机制类别 {load_mechanism_kinds()} 个，主题标签 {load_themes()} 个。"
        )
        try:
            password = appoint(username, name)
        except AlreadyThere as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"管理员 {username} 的初始密码：{password}")
        self.stdout.write("密码只显示这一次，首次登录时须修改。")
