"""The layers of the portal: units <- tasks <- reviews, and shared parts that know none of them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def lint_imports(folder):
    script = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [sys.executable, str(script), "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_point_one_way():
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout
    assert "1 kept, 0 broken" in result.stdout


def test_an_import_upwards_would_be_found(tmp_path):
    """The contract is only worth something if it can break: a small tree with one import the wrong way."""
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    for app in ("zhaotong_portal", "units", "tasks", "reviews"):
        (tmp_path / app).mkdir()
        (tmp_path / app / "__init__.py").touch()
    (tmp_path / "zhaotong_portal" / "urls.py").write_text("import units\n")
    assert lint_imports(tmp_path).returncode == 0
    (tmp_path / "units" / "scope.py").write_text("import reviews\n")
    broken = lint_imports(tmp_path)
    assert broken.returncode == 1
    assert "units.scope -> reviews" in broken.stdout
