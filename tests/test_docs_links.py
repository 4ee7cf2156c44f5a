"""Every link and picture in the README and the docs leads to a file that is there; every picture is used."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r'\]\(([^)\s]+)\)|src="([^"]+)"')
MOST_BYTES = 4 * 1024 * 1024


def targets(page):
    for markdown, html in LINK.findall(page.read_text(encoding="utf-8")):
        target = (markdown or html).partition("#")[0]
        if target and "://" not in target:
            yield (page.parent / target).resolve()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    assert [str(target) for target in targets(page) if not target.exists()] == []


def test_every_picture_is_shown_somewhere_and_all_stay_small():
    pictures = set((ROOT / "docs" / "images").iterdir())
    shown = {target for page in PAGES for target in targets(page)}
    assert pictures and pictures - shown == set()
    assert sum(picture.stat().st_size for picture in pictures) < MOST_BYTES
