"""`manage.py take_bounce < mail`: what a mail server pipes in when a mail came back."""

import sys
from pathlib import Path

from django.core.management import BaseCommand

from tasks.bounces import take


class Command(BaseCommand):
    help = "登记一封退信：从标准输入（或 --file）读取退信原文，标记对应的投递，停用该邮箱地址。"

    def add_arguments(self, parser):
        parser.add_argument("--file", type=Path, help="退信原文所在的文件")

    def handle(self, *, file, **options):
        raw = file.read_bytes() if file else sys.stdin.buffer.read()
        mail = take(raw)
        self.stdout.write(f"已登记：{mail}" if mail else "不是平台所发邮件的退信，未作处理。")
