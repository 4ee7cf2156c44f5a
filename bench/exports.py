"""How long lists go out: time and memory of a workbook of 100,000 rows, against openpyxl's own streaming writer.

Run by hand: `.venv/bin/python bench/exports.py [rows]`. Each measurement is a process of its own.
"""

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = ["序号", "责任单位", "服务类别", "服务事项", "服务对象", "具体措施", "目标", "责任人", "协同单位", "完成时限", "完成进度", "状态"]  # fmt: skip


def rows(count):
    for n in range(count):
        yield (
            n, "国家税务总局昭通市税务局", "服务群众", f"税费政策上门办理第{n}件", "沿街商户", "每季度上门一次，逐户走访，当场解答",
            "群众满意", "赵某甲、钱某乙", "市财政局", date(2025, 12, 31), n % 101, "推进中",
        )  # fmt: skip


def portal(count, target):
    from zhaotong_portal.excel.export import Sheet, write_book

    write_book(
        target, [Sheet("清单", HEADER, rows(count), "2025年市直机关三服务清单台账")], large=True
    )


def openpyxl_writer(count, target):
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("清单")
    sheet.append(HEADER)
    for row in rows(count):
        sheet.append(row)
    book.save(target)


WRITERS = {"portal": portal, "openpyxl": openpyxl_writer}


def measured(name, count):
    """(seconds, megabytes resident) of a process that writes the list."""
    command = [sys.executable, __file__, "--write", name, str(count)]
    out = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    seconds, memory, size = out.split()
    return float(seconds), float(memory), float(size)


def write(name, count):
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder, "list.xlsx"))
        started = time.perf_counter()
        WRITERS[name](count, target)
        seconds = time.perf_counter() - started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(seconds, memory, Path(target).stat().st_size / 1e6)


def main(counts):
    for count in counts:
        for name in WRITERS:
            seconds, memory, size = measured(name, count)
            print(
                f"{count:>7,} rows  {name:<9} {seconds:6.1f} s  {memory:6.0f} MB resident  {size:5.1f} MB file"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write(sys.argv[2], int(sys.argv[3]))
    else:
        main([int(text) for text in sys.argv[1:]] or [20_000, 100_000])
