"""A list of 20,000 rows and 12 columns: reading its cells, dry run, commit, and a plain ModelResource (performance.md).

Run alone: `python -m bench.imports [rows]`. The resource of django-import-export, row by row as it comes, gets a
thirtieth of the rows: its time grows with them, and the table scales it up.
"""

import io
import os
import statistics
import sys
import time

ROWS, ROUNDS, RESOURCE_SHARE = 20_000, 3, 30
REACH_DRY_RUN, REACH_COMMIT, REACH_RESOURCE = 4, 9, 10
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


def seconds_of(act, rounds=ROUNDS):
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


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


def measure(rows=ROWS):
    from units.loading import load_units

    load_units()
    content = workbook(rows)
    plan = dry_run(content)
    assert plan.counts["create"] == rows, plan.counts
    reading = seconds_of(lambda: merely_read(content))
    trying = seconds_of(lambda: dry_run(content))
    writing = statistics.median(commit_seconds(content)[0] for _ in range(ROUNDS))
    few = max(1, rows // RESOURCE_SHARE)
    resource = resource_seconds(few) * rows / few
    return {"reading": reading, "dry_run": trying, "commit": writing, "resource": resource}


def run(rows=ROWS):
    """The table's rows; on whatever database the settings name (a throw-away one: bench.__main__)."""
    found = measure(rows)
    size = f"{rows:,} 行 × {len(HEADER)} 列"
    yield _row(
        f"导入预览：{size}",
        "只读单元格",
        "预览",
        found["reading"],
        found["dry_run"],
        f"不超过 {REACH_DRY_RUN}",
    )
    yield _row(
        f"导入写入：{size}",
        "只读单元格",
        "写入",
        found["reading"],
        found["commit"],
        f"不超过 {REACH_COMMIT}",
    )
    yield {
        "case": f"导入写入：{size}",
        "peer": f"django-import-export 默认 ModelResource（按 {max(1, rows // RESOURCE_SHARE):,} 行推算）",
        "ours": "写入",
        "peer_seconds": found["resource"],
        "our_seconds": found["commit"],
        "ratio": found["resource"] / found["commit"],
        "reach": REACH_RESOURCE,
    }


def _row(case, peer, ours, reading, taken, reach):
    """A case in which we do more than the peer: the ratio is how many times its reading we take."""
    return {
        "case": case, "peer": peer, "ours": ours, "peer_seconds": reading, "our_seconds": taken,
        "ratio": taken / reading, "reach": reach,
    }  # fmt: skip


def main(rows):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotong_portal.settings")
    import django

    django.setup()
    from django.db import connection

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        for row in run(rows):
            print(
                f"{row['case']}：{row['peer']} {row['peer_seconds']:.2f} 秒，{row['ours']} {row['our_seconds']:.2f} 秒，"
                f"{row['ratio']:.1f} 倍（要求 {row['reach']}）"
            )
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
