"""`import_checklist`: the importer of the pages, from the command line (contract)."""

import json
from io import BytesIO
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from zhaotong_portal.excel import FileRefused
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.choices import Hints
from zhaotong_portal.imports.plan import message_as_json, row_as_json
from zhaotong_portal.imports.registry import kinds
from zhaotong_portal.period import Period

ALL_GOOD, SOME_REFUSED, FILE_REFUSED = 0, 1, 2


class Command(BaseCommand):
    help = "导入清单。不加 --commit 只预览；退出码 0 全部可用，1 有行被拒绝，2 整个文件被拒绝。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=[code for code, _ in kinds()])
        parser.add_argument("--year", type=int)
        parser.add_argument("--month", type=Period.parse)
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--skip-errors", action="store_true")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(
        self, *, file, kind, year, month, commit, skip_errors, as_json, verbosity, **options
    ):
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"读不到文件：{file}", returncode=FILE_REFUSED) from error
        try:
            _, plan = batches.make_plan(content, file.name, Hints(kind or "", year, month))
        except FileRefused as refusal:
            self._say_refused(file, refusal, as_json)
            raise SystemExit(FILE_REFUSED) from refusal
        committed = commit and (skip_errors or not plan.is_blocked)
        if committed:
            plan = self._commit(file, content, kind, year, month)
        if verbosity:
            self._say(file, plan, committed, as_json)
        if plan.has_errors or (commit and plan.is_blocked):
            raise SystemExit(SOME_REFUSED)

    @staticmethod
    def _commit(file, content, kind, year, month):
        upload = BytesIO(content)
        upload.name = file.name
        batch = batches.take_upload(upload, None, kind=kind or "", year=year, month=month)
        return batches.commit_with_plan(batch.pk, None, skip_errors=True)[1]

    def _say_refused(self, file, refusal, as_json):
        if as_json:
            body = {"file": file.name, "refused": {"code": refusal.code, "text": refusal.text}}
            self.stdout.write(json.dumps(body, ensure_ascii=False))
        else:
            self.stderr.write(f"{file.name}：{refusal.text}")

    def _say(self, file, plan, committed, as_json):
        parsed = plan.parsed
        if as_json:
            body = {
                "file": file.name, "kind": parsed.kind, "year": parsed.year, "committed": committed,
                "counts": plan.counts, "rows": [row_as_json(row) for row in plan.rows],
                "messages": [message_as_json(message) for message in plan.messages],
            }  # fmt: skip
            self.stdout.write(json.dumps(body, ensure_ascii=False))
            return
        counts = plan.counts
        self.stdout.write(
            f"{file.name}：{counts['rows']} 行，新增 {counts['create']}，修改 {counts['update']}，"
            f"不变 {counts['unchanged']}，拒绝 {counts['error']}，提醒 {counts['warning']}。"
            f"{'已导入。' if committed else '尚未写入。'}"
        )
        for message in plan.messages:
            where = f"{message.sheet}第{message.row}行 {message.column}".strip()
            self.stdout.write(f"  {'错误' if message.is_error else '提醒'} {where}：{message.text}")
