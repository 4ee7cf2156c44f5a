"""QR codes as SVG, drawn in the portal itself: no outside service sees an address."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str, label: str = "") -> SafeString:
    """An inline SVG for `address` that scales with its box; `label` is read out by screen readers.

    Error correction Q: a poster by a window loses a quarter of its surface to tape and
    fingerprints and is still read.
    """
    code = segno.make(address, error="q", micro=False, boost_error=False)
    return mark_safe(  # segno escapes the title; nothing else of the address is in the picture
        code.svg_inline(
            border=4,
            omitsize=True,
            svgclass="qr",
            lineclass=None,
            title=label or None,
            dark="#000",
            light="#fff",
        )
    )
