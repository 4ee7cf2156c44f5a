"""What a process serves that serves citizens only (PORTAL_SERVES=citizens): /r/, and whether it is alive."""

from django.http import HttpResponse
from django.urls import include, path

from zhaotong_portal import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("", include("reviews.urls.citizens")),
]

PAGE = (
    '<!doctype html><html lang="zh-Hans"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{0}</title><p>{0}</p>'
)


def _said(text, status):
    return HttpResponse(PAGE.format(text), status=status)


def bad_request(request, exception):
    return _said("提交的内容不完整，请返回上一页再试一次。", 400)


def not_found(request, exception):
    return _said("没有这个页面，请重新扫描窗口的二维码。", 404)


def forbidden(request, exception):
    return _said("不能这样访问，请重新扫描窗口的二维码。", 403)


def server_error(request):
    return _said("暂时不能服务，请过几分钟再试。给您添麻烦了。", 500)


handler400, handler403, handler404, handler500 = (
    f"zhaotong_portal.urls_citizens.{name}"
    for name in ("bad_request", "forbidden", "not_found", "server_error")
)
