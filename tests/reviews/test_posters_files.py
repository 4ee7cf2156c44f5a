"""Posters as files: A4, A5 and table tents, as PDF or SVG, one or many at once (H1)."""

import io
import re
import zipfile

import pytest

from reviews import poster_drawing, poster_letters
from reviews.models import PointKind, RatingPoint
from reviews.poster_paper import SIZES, Code, Notice, Text, breadth, sheet

LONG = "昭通市人力资源和社会保障局公共就业服务和人才交流管理中心综合服务窗口"
NOTICE = Notice(LONG, "3号 & <窗口>", "https://pingyi.example.invalid/r/AbCdEfGhIjKlMnOp/", "https://pingyi.example.invalid", "工委")  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.any_database
def test_everything_stands_on_the_sheet_and_the_code_is_large_enough_to_scan(size):
    drawn = sheet(size, NOTICE)
    for face in drawn.faces:
        assert face.top + face.height <= drawn.height
        for part in face.parts:
            if isinstance(part, Text):
                half = breadth(part.text, part.size) / 2
                assert part.x - half >= 0 and part.x + half <= face.width, part.text
                assert 0 < part.y < face.height
            if isinstance(part, Code):
                assert part.side >= 60 and part.y + part.side < face.height
    assert len(drawn.faces) == (2 if size == "tent" else 1)


@pytest.mark.parametrize("with_font", [True, False])
@pytest.mark.any_database
def test_both_kinds_of_file_are_made_with_and_without_a_font_of_the_machine(with_font, monkeypatch):
    if not with_font:
        monkeypatch.setattr(poster_drawing, "has_font", lambda: False)
    elif not poster_letters.has_font():
        pytest.skip("this machine has no Chinese font")
    svg = poster_drawing.svg(sheet("a4", NOTICE))
    assert "&lt;窗口&gt;" in svg and "<窗口>" not in svg and 'viewBox="0 0 210 297"' in svg
    pdf = poster_drawing.pdf(sheet(size, NOTICE) for size in SIZES)
    assert pdf.startswith(b"%PDF-") and len(re.findall(rb"/Type /Page\b", pdf)) == 3
    assert pdf == poster_drawing.pdf(sheet(size, NOTICE) for size in SIZES)


def test_many_at_once_and_only_ones_own(officer, staff, point, weather, log_in):
    RatingPoint.objects.create(unit=weather)
    RatingPoint.objects.create(unit=point.unit, name="先锋岗", kind=PointKind.PIONEER_POST)
    own, all_of_them = (
        log_in(person).get("/ratings/posters/a5.svg") for person in (officer, staff)
    )
    for response, count in ((own, 2), (all_of_them, 3)):
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            assert len(archive.namelist()) == count
    client = log_in(officer)
    single = client.get(f"/ratings/posters/tent.svg?point={point.pk}")
    assert single["Content-Type"] == "image/svg+xml" and b"<svg" in single.content
    assert client.get("/ratings/posters/a4.pdf").content.startswith(b"%PDF-")
    for nothing in ("a3.pdf", "a4.exe", f"a4.pdf?unit={weather.pk}"):
        assert client.get(f"/ratings/posters/{nothing}").status_code == 404


def test_a_new_code_leads_to_its_new_poster(administrator, point, log_in):
    response = log_in(administrator).post(
        f"/ratings/points/{point.pk}/reissue/", {"reason": "海报破损"}, follow=True
    )
    new = RatingPoint.objects.live().get()
    assert response.redirect_chain[-1][0] == f"/ratings/posters/?point={new.pk}"
    assert new.name in response.content.decode() and point.token not in response.content.decode()
