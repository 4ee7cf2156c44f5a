"""QR codes as SVG, drawn in the portal itself: no outside service sees an address."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str, label: str = "", *, on_screen: bool = False) -> SafeString:
    """An inline SVG for `address` that scales with its box; `label` is read out by screen readers.

    Error correction Q: a poster by a window loses a quarter of its surface to tape and
    fingerprints and is still read. `on_screen`, where nothing covers it: level M and a pattern that is not searched
    for, a quarter of the time.
    """
    how = {"error": "m", "mask": 3} if on_screen else {"error": "q"}
    code = segno.make(address, micro=False, boost_error=False, **how)
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
