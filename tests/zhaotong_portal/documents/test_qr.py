"""QR codes: what is drawn is read back, module by module, without the library that drew it."""

import re

import segno

from zhaotong_portal.documents import qr_svg

ADDRESS = "http://127.0.0.1:8000/r/k3v9wq7m2x8t4b6n/"


def modules(svg):
    """The dark modules of a segno SVG: its path draws each row in strokes of relative moves."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    path = re.search(r'stroke="#000"[^>]* d="([^"]+)"|d="([^"]+)"[^>]* stroke="#000"', svg)
    x, y, dark = 0.0, 0.0, set()
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path[1] or path[2]):
        values = [float(number) for number in numbers.split()]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            dark |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
    return size, dark


def test_the_picture_holds_exactly_the_code_of_the_address():
    size, dark = modules(qr_svg(ADDRESS))
    matrix = segno.make(ADDRESS, error="q", micro=False, boost_error=False).matrix
    assert size == len(matrix) + 8  # a quiet zone of four modules on each side
    assert dark == {
        (x + 4, y + 4) for y, row in enumerate(matrix) for x, module in enumerate(row) if module
    }


def test_the_code_survives_the_loss_of_a_quarter_of_its_surface():
    assert segno.make(ADDRESS, error="q", micro=False, boost_error=False).error == "Q"


def test_the_picture_is_described_and_the_description_is_escaped():
    svg = qr_svg(ADDRESS, label="<示例局> & 窗口")
    assert "<title>&lt;示例局&gt; &amp; 窗口</title>" in svg
    assert "127.0.0.1" not in svg  # nothing but the picture
    assert "<script" not in qr_svg(ADDRESS, label="</title><script>x</script>")
