"""佐证材料: never required, few, of limited size, known by digest, seen by whom the report is seen by."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tasks.attachments import attach, take_away
from tasks.entries import EntryErrors
from tasks.models import LineAttachment, ReportSnapshot
from tasks.workflows import report as moves
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import fresh
from zhaotong_portal.workflow import NotAllowed, StateChanged

pytestmark = pytest.mark.any_database

PDF = b"%PDF-1.7 "


def pdf(name="签到表.pdf", content=b"1"):
    return SimpleUploadedFile(name, PDF + content)


@pytest.fixture
def line(report):
    return report.lines.first()


def test_a_file_is_kept_under_its_name_and_digest(line, officer):
    kept = attach(line.pk, officer, pdf("..\\..\\11月 签到表.pdf"))
    assert (kept.name, kept.size, len(kept.sha256)) == ("11月 签到表.pdf", 10, 64)
    assert "签到表" not in kept.file.name
    assert kept.file.open().read() == PDF + b"1"


def test_the_same_content_twice_is_kept_once(line, officer):
    assert attach(line.pk, officer, pdf()) == attach(line.pk, officer, pdf("另一个名字.pdf"))


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (SimpleUploadedFile("木马.exe", b"MZ"), "须是 PDF"),
        (SimpleUploadedFile("网页.html", b"<script>"), "须是 PDF"),
        (SimpleUploadedFile("网页.pdf", b"<script>alert(1)</script>"), "内容不是 PDF"),
        (SimpleUploadedFile("空.pdf", b""), "是空的"),
        (SimpleUploadedFile("无后缀", PDF), "须是 PDF"),
    ],
)
def test_what_is_no_paper_is_refused_in_words(line, officer, upload, words):
    with pytest.raises(EntryErrors, match=words):
        attach(line.pk, officer, upload)
    assert not LineAttachment.objects.exists()


def package(name, *members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in members:
            archive.writestr(member, "1")
    return SimpleUploadedFile(name, out.getvalue())


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (package("总结.docx", "xl/workbook.xml"), "内容不是 DOCX"),
        (package("名册.xlsx", "a.txt"), "内容不是 XLSX"),
        (package("名册.xlsx", "xl/workbook.xml", "xl/vbaProject.bin"), "带有宏"),
        (SimpleUploadedFile("总结.docx", b"PK\x03\x04 cut off"), "内容不是 DOCX"),
    ],
)
def test_a_package_holds_what_its_name_says(line, officer, upload, words):
    with pytest.raises(EntryErrors, match=words):
        attach(line.pk, officer, upload)
    assert attach(line.pk, officer, package("总结.docx", "word/document.xml")).name == "总结.docx"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/签到表.pdf", "签到表.pdf"),
        ("C:\\资料\\签到表.pdf", "签到表.pdf"),
        ("签到\r\n表\x07\u202e.pdf", "签到表.pdf"),
        ("sign\nin.pdf", "signin.pdf"),
        ("长" * 300 + ".pdf", "长" * 146 + ".pdf"),
    ],
)
def test_a_strange_name_is_kept_as_a_plain_one(log_in, line, officer, name, kept):
    upload = pdf()
    upload._name = name  # as a client may send it; Django tidies some of it
    found = attach(line.pk, officer, upload)
    assert found.name == kept
    assert log_in(officer).get(found.get_absolute_url()).status_code == 200


def test_a_file_of_200_megabytes_is_refused_unread(line, officer):
    class Huge(SimpleUploadedFile):
        def read(self, *args):
            raise AssertionError("read though its size alone forbids it")

        chunks = read

    upload = Huge("录像.pdf", PDF)
    upload.size = 200 * 1024 * 1024
    with pytest.raises(EntryErrors, match="最大 10 MB，这份 200.0 MB"):
        attach(line.pk, officer, upload)


def test_few_and_small(line, officer, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    with pytest.raises(EntryErrors, match="最大 1 MB，这份 1.5 MB"):
        attach(line.pk, officer, pdf(content=b"0" * 1572864))
    for n in range(3):
        attach(line.pk, officer, pdf(content=b"%d" % n))
    with pytest.raises(EntryErrors, match="最多 3 份"):
        attach(line.pk, officer, pdf(content=b"9"))


def test_only_the_unit_and_only_while_it_has_the_report(line, sent, officer, staff):
    with pytest.raises(NotAllowed):
        attach(line.pk, staff, pdf())
    with pytest.raises(StateChanged):
        attach(line.pk, officer, pdf())


def test_by_the_plain_form_and_taken_away_again(log_in, officer, report, line):
    client, url = log_in(officer), f"/month/report/{report.pk}/save/"
    client.post(url, {f"file-{line.pk}": pdf()})
    kept = LineAttachment.objects.get()
    assert "签到表.pdf" in client.get("/month/2026-11/").text
    client.post(url, {"action": f"remove-{kept.pk}"})
    assert not LineAttachment.objects.exists()


def test_a_refused_file_is_said_beside_its_row_and_what_was_typed_is_saved(log_in, officer, report, line):  # fmt: skip
    post = {
        f"file-{line.pk}": SimpleUploadedFile("木马.exe", b"MZ"), f"version-{line.pk}": "0", f"percent-{line.pk}": "95",
        f"light-{line.pk}": "on_track", f"text-{line.pk}": "打好的字",
    }  # fmt: skip
    answer = log_in(officer).post(f"/month/report/{report.pk}/save/", post)
    assert answer.status_code == 422
    assert "须是 PDF" in answer.text
    assert fresh(line).text == "打好的字"


def test_it_is_downloaded_and_never_shown_as_a_page(log_in, officer, staff, other_officer, line):
    kept = attach(line.pk, officer, pdf())
    answer = log_in(staff).get(kept.get_absolute_url())
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer) == PDF + b"1"
    assert log_in(other_officer).get(kept.get_absolute_url()).status_code == 404


def test_what_was_signed_stays(filled, officer, secretary, staff):
    line = filled.lines.first()
    kept = attach(line.pk, officer, pdf())
    moves.send_to_sign(filled.pk, officer)
    moves.sign_and_submit(filled.pk, secretary)
    moves.return_for_correction(filled.pk, staff, reason="请核对")
    with pytest.raises(EntryErrors, match="已随签发留存"):
        take_away(kept.pk, officer)
    filled.rounds.get(number=1).remarks.update(answer="已核对")
    moves.sign_and_submit(filled.pk, secretary)
    moves.accept(filled.pk, staff)
    said = ReportSnapshot.objects.get().content["lines"]
    assert [row.get("attachments") for row in said if row["line"] == line.pk] == [[["签到表.pdf", kept.sha256]]]  # fmt: skip
