"""`backup FILE`: database and attachments in one archive, while the portal runs."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from zhaotong_portal.backup import write_backup


class Command(BaseCommand):
    help = "把数据库与附件备份为一个文件；平台不必停止。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        if not file.parent.is_dir():
            raise CommandError(f"没有这个文件夹：{file.parent}")
        description = write_backup(file)
        size = file.stat().st_size / 1024 / 1024
        self.stdout.write(
            f"已备份到 {file}（{size:.1f} MB，附件 {description['attachments']} 个）。"
        )
        self.stdout.write("密钥 SECRET_KEY 不在其中，请另行妥善保存。")
