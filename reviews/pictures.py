"""A picture that a citizen sends: judged by its content, drawn anew, so that nothing but the picture is kept (H5).

Where and with what it was taken, its name and whatever hides behind the image data are gone with the original.
"""

import io
import warnings

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "MPO")
TOO_LARGE = "图片太大，请选小一些的，或用手机截图后再传。"
NO_PICTURE = "这个文件不是可以打开的图片，请换一张（JPG、PNG 等）。"


def redrawn(upload) -> bytes:
    """A JPEG without metadata, no side longer than kept. Raises ValidationError on `picture`."""
    if upload.size > settings.PICTURE_MAX_BYTES:
        raise ValidationError({"picture": TOO_LARGE})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _draw(upload)
    except ValidationError:
        raise
    # What is no picture fails in as many ways as there are decoders; none of them is a fault of ours.
    except Exception as error:
        raise ValidationError({"picture": NO_PICTURE}) from error


def _draw(upload) -> bytes:
    with Image.open(upload, formats=FORMATS) as image:
        # The size stands in the head: a bomb is refused before anything is unpacked.
        if image.width * image.height > settings.PICTURE_MAX_PIXELS:
            raise ValidationError({"picture": TOO_LARGE})
        side = settings.PICTURE_KEPT_SIDE
        image.draft("RGB", (side, side))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((side, side))
        plain = Image.new("RGB", upright.size, "white")
        layer = upright.convert("RGBA")
        plain.paste(layer, mask=layer.getchannel("A"))
    target = io.BytesIO()
    plain.save(target, "JPEG", quality=78, optimize=True)
    return target.getvalue()
