"""Fetch the pinned front-end files from npm; run by `make vendor`, never at run time.

The files are committed, because the portal works without the internet. A pointer to a source map
is cut out: the maps are several times the size of what is served, and Django's manifest storage
refuses a file that points at one which is not there.
"""

import hashlib
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "static" / "vendor"
SOURCE_MAP = re.compile(rb"\n?(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$")

# name, version, licence, {file in the package: file here}
PACKAGES = [
    (
        "@tabler/core",
        "1.6.1",
        "MIT",
        {
            "dist/css/tabler.min.css": "tabler/tabler.min.css",
            "dist/js/tabler.min.js": "tabler/tabler.min.js",
        },
    ),
    (
        "echarts",
        "6.1.0",
        "Apache-2.0",
        {
            "dist/echarts.min.js": "echarts/echarts.min.js",
            "LICENSE": "echarts/LICENSE",
            "NOTICE": "echarts/NOTICE",
        },
    ),
    (
        "htmx.org",
        "2.0.11",
        "0BSD",
        {"dist/htmx.min.js": "htmx/htmx.min.js", "LICENSE": "htmx/LICENSE"},
    ),
]

README_HEAD = """# 前端第三方文件

页面所用的第三方样式与脚本，全部随代码提交，运行时不访问外网。由 `make vendor` 按固定版本从 npm 取得，
并删去末尾指向 source map 的注释；本表由同一命令写出，`tests/test_vendor.py` 核对校验值。

| 文件 | 包 | 版本 | 许可 | sha256 |
| --- | --- | --- | --- | --- |
"""
README_TAIL = """
- Tabler 的包内没有许可文件，`tabler/LICENSE` 按其文件头的声明（MIT）抄录。
- 三个脚本在 `default-src 'self'` 的内容安全策略下工作。htmx 需要关掉两样东西，在 `<head>` 里写
  `<meta name="htmx-config" content='{"includeIndicatorStyles": false, "allowEval": false}'>`。
- Tabler 的样式里有 `data:` 图片（复选框、下拉箭头），策略里要有 `img-src 'self' data:`。
"""


def unpack(name, version, files, scratch):
    """Write the wanted files of one package below static/vendor/."""
    done = subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", scratch, f"{name}@{version}"],
        check=True,
        capture_output=True,
        text=True,
    )
    archive = Path(scratch) / done.stdout.strip().splitlines()[-1]
    with tarfile.open(archive) as package:
        for inside, here in files.items():
            content = package.extractfile(f"package/{inside}").read()
            target = HERE / here
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(SOURCE_MAP.sub(b"\n", content))


def main():
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for name, version, licence, files in PACKAGES:
            unpack(name, version, files, scratch)
            for here in files.values():
                digest = hashlib.sha256((HERE / here).read_bytes()).hexdigest()
                rows.append(f"| {here} | {name} | {version} | {licence} | `{digest}` |")
    (HERE / "README.md").write_text(README_HEAD + "\n".join(rows) + "\n" + README_TAIL, "utf-8")


if __name__ == "__main__":
    main()
