"""A newcomer finds every module of the package named at its door, and nothing that is not there."""

import re
from pathlib import Path

from zhaotong_portal import imports


def test_the_package_names_its_modules():
    named = set(re.findall(r"\b([a-z_]+\.py)\b", imports.__doc__))
    there = {path.name for path in Path(imports.__file__).parent.glob("*.py")} - {"__init__.py"}
    assert named == there
