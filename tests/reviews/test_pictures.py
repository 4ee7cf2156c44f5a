"""Pictures: judged by content, drawn anew, no larger than allowed, and never a way to kill a process (H5)."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from reviews.models import Rating, RatingPicture
from reviews.pictures import redrawn
from tests.reviews.rating_world import sent


def photo(size=(60, 40), kind="JPEG", **extra):
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind, **extra)
    return target.getvalue()


def located():
    """A photo that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x0110] = "PHONE-9"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[2] = (IFDRational(27), IFDRational(20), IFDRational(0))
    return photo(exif=exif, comment=b"GPS-SECRET") + b"<?php TRAILER"


def upload(content, name="a.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def bomb():
    """A PNG of a few hundred bytes that would unpack to ten gigabytes."""

    def chunk(kind, data):
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def test_nothing_but_the_picture_is_kept():
    kept = redrawn(upload(located()))
    with Image.open(io.BytesIO(kept)) as image:
        assert image.format == "JPEG" and image.size == (
            40,
            60,
        )  # upright, though the turn is no longer written
        assert not image.getexif() and "comment" not in image.info
    for secret in (b"PHONE-9", b"GPS-SECRET", b"TRAILER", b"Exif"):
        assert secret not in kept


def test_a_large_photo_is_kept_small():
    with Image.open(io.BytesIO(redrawn(upload(photo((3000, 2000)))))) as image:
        assert max(image.size) == 1280


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "BMP"])
def test_what_phones_send_is_read(kind):
    assert redrawn(upload(photo(kind=kind))).startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture", b"%PDF-1.7", b"PK\x03\x04", b"<svg xmlns='http://www.w3.org/2000/svg'/>", photo()[:200], b"\x89PNG\r\n\x1a\n"],
    ids=["empty", "text", "pdf", "zip", "svg", "half", "head"],
)  # fmt: skip
def test_what_is_no_picture_is_said_kindly(content):
    with pytest.raises(ValidationError, match="不是可以打开的图片"):
        redrawn(upload(content))


def test_bombs_and_giants_are_refused_before_they_unpack(settings):
    with pytest.raises(ValidationError, match="图片"):
        redrawn(upload(bomb()))
    settings.PICTURE_MAX_BYTES = 100
    with pytest.raises(ValidationError, match="太大"):
        redrawn(upload(photo()))


def test_a_picture_comes_with_the_rating_and_words_stay_when_it_cannot(point):
    url = f"/r/{point.token}/"
    refused = Client().post(url, sent(point, 2, comment="见照片", picture=upload(b"none")))
    html = refused.content.decode()
    assert refused.status_code == 422 and "见照片" in html and "照片请重新选一次" in html
    assert not Rating.objects.exists()
    assert Client().post(url, sent(point, 2, picture=upload(located()))).status_code == 200
    assert bytes(RatingPicture.objects.get().jpeg).startswith(b"\xff\xd8")


def test_a_post_that_is_too_heavy_is_not_even_read(point):
    url = f"/r/{point.token}/"
    answer = Client().post(url, sent(point, 2), headers={}, CONTENT_LENGTH=str(200 * 1024 * 1024))
    assert answer.status_code == 413 and "图片太大" in answer.content.decode()


def test_who_may_look_at_it(point, staff, officer, other_officer, auditor, log_in):
    Client().post(f"/r/{point.token}/", sent(point, 2, picture=upload(photo())))
    address = f"/ratings/{Rating.objects.get().pk}/picture/"
    seen = {
        person.username: log_in(person).get(address).status_code
        for person in (staff, officer, other_officer, auditor)
    }
    assert seen == {"staff": 200, "officer": 200, "weather-officer": 404, "auditor": 404}
