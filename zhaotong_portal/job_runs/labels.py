"""What each timed job is called on the page; apps register theirs when they start."""

_labels: dict[str, tuple[str, str]] = {}


def register(name: str, label: str, note: str = ""):
    _labels[name] = (label, note)


def label_of(name: str) -> tuple[str, str]:
    """(label, what it does); a job that nobody named goes by its own name."""
    return _labels.get(name, (name, ""))


for _name, _label, _note in (
    ("zhaotong_portal.jobs.resume_imports", "接续导入", "没有开始或中断的导入，重新交给后台"),
    ("zhaotong_portal.jobs.tend_exports", "照管导出", "没有开始的导出重新交给后台，过期的文件删除"),
    ("zhaotong_portal.jobs.learn_table_sizes", "整理数据库统计", "让查询按数据量选择走法"),
):
    register(_name, _label, _note)
