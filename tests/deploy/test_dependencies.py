"""Every dependency is named, explained and locked; none is there that nobody wanted."""

import re

import pytest

from tests.processes import ROOT

FILES = {"requirements.in": "## To run", "requirements-dev.in": "## To test"}


def requested(name):
    lines = (ROOT / name).read_text("utf-8").splitlines()
    names = [re.match(r"[A-Za-z0-9._-]+", line) for line in lines if not line.startswith("-r")]
    return {found[0].lower() for found in names if found}


def explained(heading):
    part = (ROOT / "docs/dependencies.md").read_text("utf-8").split(heading)[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([A-Za-z0-9._-]+)", part, re.M)
    return {row.lower() for row in rows} - {"package", "---"}


@pytest.mark.parametrize(("name", "heading"), FILES.items())
def test_each_has_its_line_in_the_docs(name, heading):
    assert requested(name)
    assert explained(heading) == requested(name)


@pytest.mark.parametrize("name", FILES)
def test_each_is_locked_with_hashes_and_no_lock_names_a_host_or_a_path(name):
    lock = (ROOT / name.replace(".in", ".lock")).read_text("utf-8")
    locked = re.findall(r"^([a-z0-9-]+)==\S+ \\\n    --hash=sha256:", lock, re.M)
    assert len(locked) == len(re.findall(r"^[a-z]", lock, re.M)), "each with a hash"
    assert requested(name) <= set(locked)
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", lock)
