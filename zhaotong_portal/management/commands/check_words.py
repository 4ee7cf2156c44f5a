"""`check_words`: the check of stored texts where they are too many for a page. Prints nothing that is not masked."""

from django.core.management.base import BaseCommand

from zhaotong_portal.gate import stored

CLEAN, FOUND = 0, 1
MOST = 10_000


class Command(BaseCommand):
    help = (
        "检查已存入的文字中有没有密级标志、个人信息和敏感词，只显示遮盖后的内容；有则退出码为 1。"
    )

    def handle(self, **options):
        found, total, read = stored.scan(MOST)
        for one in found:
            place = f"{one.model}「{one.row}」{one.label}"
            self.stdout.write(f"{place}：{one.named} {one.excerpt} {one.url}".rstrip())
        self.stdout.write(f"检查 {read} 条文字，{total} 条含有需要处理的内容。")
        raise SystemExit(FOUND if total else CLEAN)
