"""海报: of one code, a unit, a district or all at once; on the screen to print, as PDF, or as SVG for a print shop (H1)."""

import io
import zipfile
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from reviews import poster_drawing
from reviews.models import RatingPoint
from reviews.poster_paper import SIZES, Notice, sheet
from reviews.views.points import refuse_strangers
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents.qr import qr_svg

KINDS = {"pdf": "application/pdf", "svg": "image/svg+xml"}


@require_safe
def posters(request):
    """One A4 page a code: all that one may see, or those of `unit`, `district` or `point` in the address."""
    rows = _chosen(request)
    demo = is_demo()
    query = request.GET.urlencode()
    return render(
        request,
        "reviews/posters.html",
        {
            "posters": [poster_of(point, demo) for point in rows],
            "back_url": "/ratings/points/",
            "files": [
                {"label": f"{label} {kind.upper()}", "size": size, "kind": kind}
                for size, label in SIZES.items()
                for kind in KINDS
            ],
            "query": f"?{query}" if query else "",
        },
    )


@require_safe
def poster_file(request, size, kind):
    """All chosen in one PDF; as SVG one file, or a zip of several."""
    if size not in SIZES or kind not in KINDS:
        raise Http404
    rows = _chosen(request)
    if not rows:
        raise Http404
    demo = is_demo()
    sheets = [(point, sheet(size, notice_of(point, demo))) for point in rows]
    name = f"评议{SIZES[size].replace(' ', '')}"
    if kind == "pdf":
        return _file(poster_drawing.pdf(drawn for _, drawn in sheets), f"{name}.pdf", KINDS["pdf"])
    if len(sheets) == 1:
        return _file(poster_drawing.svg(sheets[0][1]), f"{name}.svg", KINDS["svg"])
    return _file(_zipped(sheets), f"{name}.zip", "application/zip")


def _zipped(sheets):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (point, drawn) in enumerate(sheets, 1):
            name = f"{point.unit.short_name}{point.name}".replace("/", "／")
            archive.writestr(f"{number:03} {name}.svg", poster_drawing.svg(drawn))
    return target.getvalue()


def _file(content, name, content_type):
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


def _chosen(request):
    refuse_strangers(request.user)
    rows = RatingPoint.objects.visible_to(request.user).live().select_related("unit")
    for name, lookup in (("point", "pk"), ("unit", "unit"), ("district", "unit__district")):
        wanted = request.GET.get(name)
        if wanted:
            if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
                raise Http404
            rows = rows.filter(**{lookup: wanted})
    rows = list(rows.order_by("unit__protocol_order", "name", "pk"))
    if not rows and request.GET:
        raise Http404
    return rows


def public_address(point) -> str:
    """What the code opens: the public address, wherever the office's own pages run."""
    return urljoin(settings.PORTAL_PUBLIC_URL, point.get_absolute_url())


def notice_of(point, demo=False):
    site = urlsplit(settings.PORTAL_PUBLIC_URL)
    return Notice(
        unit_name=point.unit.name,
        window_name=point.name,
        address=public_address(point),
        site=f"{site.scheme}://{site.netloc}",
        owner=settings.COMMITTEE_NAME,
        demo=demo,
    )


def poster_of(point, demo=False):
    notice = notice_of(point, demo)
    return {
        "unit_name": notice.unit_name,
        "window_name": notice.window_name,
        "qr": qr_svg(notice.address, f"{point.unit.name}{point.name}评议二维码"),
        "site": notice.site,
        "owner": notice.owner,
        "demo": demo,
    }
