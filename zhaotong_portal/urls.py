"""Every address of the portal. Each app owns its own; the contract's addresses stay as written."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("zhaotong_portal.health_urls")),
    path("", include("units.urls")),
    path("", include("tasks.urls")),
    path("", include("reviews.urls")),
    path("imports/", include("zhaotong_portal.imports.urls")),
    path("exports/", include("zhaotong_portal.exports.urls")),
    path("jobs/", include("zhaotong_portal.job_runs.urls")),
    path("gate/", include("zhaotong_portal.gate.urls")),
    path("api/", include("zhaotong_portal.urls_api")),
]

handler400 = "zhaotong_portal.errors.bad_request"
handler403 = "zhaotong_portal.errors.forbidden"
handler404 = "zhaotong_portal.errors.not_found"
handler500 = "zhaotong_portal.errors.server_error"

if settings.DEBUG:
    from zhaotong_portal.styleguide import styleguide

    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
