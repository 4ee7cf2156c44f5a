"""The front-end files are the ones that the table beside them names."""

import hashlib
import re
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
ROW = re.compile(r"^\| (\S+) \| \S+ \| [\d.]+ \| \S+ \| `([0-9a-f]{64})` \|$", re.M)


def test_every_vendored_file_is_listed_with_its_digest():
    listed = dict(ROW.findall((VENDOR / "README.md").read_text("utf-8")))
    digests = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    # The package of Tabler carries no licence file; ours repeats what the head of its files says.
    digests.pop("tabler/LICENSE")
    assert digests == listed


def test_no_vendored_file_points_at_what_is_not_there():
    for path in VENDOR.rglob("*.min.*"):
        assert "sourceMappingURL" not in path.read_text("utf-8"), path
