"""A list of 20,000 rows and 12 columns: reading its cells, dry run, commit, and a plain ModelResource (performance.md).

Run alone: `python -m bench.imports [rows]`. The resource of django-import-export, row by row as it comes, gets a
thirtieth of the rows: its time grows with them, and the table scales it up. Then five times the rows: whether time
grows with them, and what a process of its own needs in memory, Django and all, to preview and to write them.
"""

import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS, ROUNDS, RESOURCE_SHARE, TIMES_MORE = 20_000, 5, 30, 5
REACH_DRY_RUN, REACH_COMMIT, REACH_RESOURCE, REACH_LINEAR, REACH_MEMORY = 4, 9, 10, 1.2, 500
HEADER = [
    "序号", "责任单位", "服务类别", "服务事项", "具体措施", "目标", "服务对象", "责任人", "联系电话",
    "完成时限", "完成进度", "备注",
]  # fmt: skip
DEADLINES = ("2025年3月底前", "2025.6", "第三季度", "年底", "长期", "2025-11-30", "每月", "10月")
PERCENTS = ("80%", "0", "已完成", "35%", "", "推进中")


def workbook(count, measures="每季度上门一次，逐户走访"):
    """The bytes of a list as offices send it; `measures` stands in each row."""
    import xlsxwriter

    from units.loading import read_fixture

    names = [row["short_name"] for row in read_fixture("units.csv")]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("汇总")
    sheet.write_string(0, 0, "2025年市直机关三服务清单汇总表")
    sheet.write_row(1, 0, HEADER)
    for n in range(1, count + 1):
        category = ("服务基层", "服务群众", "服务企业")[n % 3]
        sheet.write_row(
            n + 1, 0,
            [n, names[n // 7 % len(names)], category, f"第{n}项上门服务", f"{measures}（{n % 50}）", "群众满意", "企业",
             f"赵某{'甲乙丙丁'[n % 4]}、钱某乙", "0870-0000000", DEADLINES[n % 8], PERCENTS[n % 6], ""],
        )  # fmt: skip
    book.close()
    return out.getvalue()


def seconds_of(act):
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def merely_read(content):
    """Every cell of the sheet, and nothing done with it: the measure of all ratios."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


def dry_run(content):
    from zhaotong_portal.imports.batches import make_plan

    return make_plan(content, "清单.xlsx")[1]


def commit_seconds(content):
    """Reading, comparing and writing in one transaction, as a commit does; taken back afterwards."""
    from django.db import transaction

    from zhaotong_portal.imports.batches import make_plan
    from zhaotong_portal.imports.models import ImportBatch

    with transaction.atomic():
        batch = ImportBatch.objects.create(file_name="清单.xlsx", sha256="0" * 64)
        begun = time.perf_counter()
        with transaction.atomic():
            importer, plan = make_plan(content, "清单.xlsx")
            importer.commit(plan, batch, None)
        taken = time.perf_counter() - begun
        transaction.set_rollback(True)
    return taken, plan.counts


def resource_seconds(count):
    """The default ModelResource over the same rows, already read and cleaned: what it does for each row."""
    import tablib
    from django.db import transaction
    from import_export.resources import ModelResource

    from tasks.models import WorkItem
    from units.models import Unit

    class ItemResource(ModelResource):
        class Meta:
            model = WorkItem
            fields = [
                "unit", "kind", "year", "category", "title", "title_key", "label", "measures", "target", "beneficiary",
                "people", "deadline", "deadline_kind", "percent",
            ]  # fmt: skip
            import_id_fields = ["unit", "year", "kind", "label", "title_key"]

    units = list(Unit.objects.values_list("pk", flat=True))
    data = tablib.Dataset(headers=ItemResource.Meta.fields)
    for n in range(count):
        data.append([
            units[n % len(units)], "service_item", 2025, "public", f"第{n}项上门服务", f"第{n}项上门服务", "", "措施", "目标",
            "企业", '["赵某甲"]', "2025-11-30", "date", 80,
        ])  # fmt: skip
    with transaction.atomic():
        begun = time.perf_counter()
        result = ItemResource().import_data(data, dry_run=False, use_transactions=False)
        taken = time.perf_counter() - begun
        assert not result.has_errors()
        assert WorkItem.objects.count() == count
        transaction.set_rollback(True)
    return taken


def page_seconds(content):
    """What somebody waits for in all: the file kept and previewed, and then written; taken back afterwards."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import transaction

    from zhaotong_portal.imports import batches

    with transaction.atomic():
        begun = time.perf_counter()
        batch = batches.take_upload(SimpleUploadedFile("清单.xlsx", content), None)
        batches.commit(batch.pk, None, seen=batch.plan["digest"])
        taken = time.perf_counter() - begun
        batch.file.delete(save=False)
        transaction.set_rollback(True)
    return taken


def acts_on(content):
    return {
        "reading": lambda: seconds_of(lambda: merely_read(content)),
        "dry_run": lambda: seconds_of(lambda: dry_run(content)),
        "commit": lambda: commit_seconds(content)[0],
        "page": lambda: page_seconds(content),
    }


def measure(content, rows):
    """Median seconds, and how many times a reading each act takes: of the readings just before and just after it, so that
    a busy moment, or a heap that the act left behind, falls on both."""
    plan = dry_run(content)
    assert plan.counts["create"] == rows, plan.counts
    del plan
    acts = acts_on(content)
    read = acts.pop("reading")
    readings, times, ratios = [], {name: [] for name in acts}, {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, act in acts.items():
            before, taken, after = read(), act(), read()
            readings += [before, after]
            times[name].append(taken)
            ratios[name].append(taken / ((before + after) / 2))
    found = {"reading": statistics.median(readings)}
    for name in acts:
        found[name] = statistics.median(times[name])
        found[f"{name}_ratio"] = statistics.median(ratios[name])
    return found


def grown(content, rows, rounds=3):
    """{what: time a row at many rows / time a row at few}, few and many by turns."""
    few, many = acts_on(content), acts_on(workbook(rows * TIMES_MORE))
    ratios = {name: [] for name in few}
    for name, act in few.items():
        for _ in range(rounds):
            before, large, after = act(), many[name](), act()
            ratios[name].append(large / TIMES_MORE / ((before + after) / 2))
    return {name: statistics.median(found) for name, found in ratios.items()}


# -- memory: in processes of their own -----------------------------------------------------------


def peak_megabytes():
    """Of this process since it began its own program; `ru_maxrss` would count its parent's as well."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_own_process(step, *what):
    """(megabytes, digest) as a child running `step` of this file tells them."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.imports", step, *map(str, what)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    megabytes, seen = done.stdout.split()
    return int(megabytes), seen


def child(step, database, path, seen=""):
    """One step of an import on the database of the parent: prints its megabytes and the preview's digest."""
    from django.core.files.base import File
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database
    from zhaotong_portal.imports import batches
    from zhaotong_portal.imports.models import ImportBatch

    if step == "preview":
        with Path(path).open("rb") as file:
            seen = batches.take_upload(File(file, "清单.xlsx"), None).plan["digest"]
    else:
        batch = batches.commit(ImportBatch.objects.only("pk").latest("pk").pk, None, seen=seen)
        assert batch.state == "committed"
    print(round(peak_megabytes()), seen)


def memory(rows, database):
    """{step: megabytes}"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "清单.xlsx"
        path.write_bytes(workbook(rows))
        previewing, seen = in_own_process("preview", database, path)
        return {"preview": previewing, "commit": in_own_process("commit", database, path, seen)[0]}


# -- the table -----------------------------------------------------------------------------------


def run(rows=ROWS):
    """The table's rows; on whatever database the settings name (a throw-away one: bench.__main__)."""
    from django.db import connection

    from units.loading import load_units

    load_units()
    content = workbook(rows)
    found = measure(content, rows)
    size = f"{rows:,} 行 × {len(HEADER)} 列"
    yield _ratio(f"导入预览：{size}", "预览", found, "dry_run", f"不超过 {REACH_DRY_RUN}")
    yield _ratio(f"导入写入：{size}", "写入", found, "commit", f"不超过 {REACH_COMMIT}")
    yield _ratio(f"导入全程：{size}", "上传、预览、写入", found, "page", "无")
    few = max(1, rows // RESOURCE_SHARE)
    resource = resource_seconds(few) * rows / few
    peer = f"django-import-export 默认 ModelResource（按 {few:,} 行推算）"
    yield (
        f"导入写入：{size}：{peer} {resource:.2f} 秒，写入 {found['commit']:.2f} 秒，"
        f"{resource / found['commit']:.1f} 倍（要求 {REACH_RESOURCE}）"
    )
    named = {
        "reading": "只读单元格",
        "dry_run": "预览",
        "commit": "写入",
        "page": "上传、预览、写入",
    }
    for name, times in grown(content, rows).items():
        reach = f"（要求不超过 {REACH_LINEAR}）" if name != "reading" else ""
        yield f"线性：{rows * TIMES_MORE:,} 行每行用时为 {rows:,} 行的 {times:.2f} 倍，{named[name]}{reach}"
    for step, megabytes in memory(rows * TIMES_MORE, connection.settings_dict["NAME"]).items():
        what = {"preview": "上传与预览", "commit": "写入"}[step]
        yield f"内存：{rows * TIMES_MORE:,} 行，{what}，独立进程 {megabytes} MB（要求低于 {REACH_MEMORY}）"


def _ratio(case, what, found, name, reach):
    """How many times the mere reading of the cells we take."""
    return (
        f"{case}：只读单元格 {found['reading']:.2f} 秒，{what} {found[name]:.2f} 秒，"
        f"{found[f'{name}_ratio']:.1f} 倍（要求 {reach}）"
    )


def set_up():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotong_portal.settings")
    import django

    django.setup()


def main(rows):
    set_up()
    from django.db import connection

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        for line in run(rows):
            print(line, flush=True)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in ("preview", "commit"):
        set_up()
        child(*sys.argv[1:])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
