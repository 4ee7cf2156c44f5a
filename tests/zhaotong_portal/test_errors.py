"""What is refused or breaks is said in the portal's own look, in Chinese, with the next step."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import include, path
from django.utils.functional import SimpleLazyObject
from django.views.decorators.csrf import csrf_exempt

from zhaotong_portal.errors import server_error


def broken(request):
    raise RuntimeError("secret detail")


@csrf_exempt
def reads_the_form(request):
    return request.POST


urlpatterns = [
    path("r/broken", broken),
    path("r/reads", reads_the_form),
    path("", include("zhaotong_portal.urls")),
]
handler400 = "zhaotong_portal.errors.bad_request"
handler403 = "zhaotong_portal.errors.forbidden"
handler404 = "zhaotong_portal.errors.not_found"
handler500 = "zhaotong_portal.errors.server_error"

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def test_a_page_that_is_not_there(visitor, staff):
    visitor.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    answer = visitor.get("/nowhere/")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.text
    assert "陈示例" in answer.text, "the header stays, so that one can go on"


def test_a_fault_is_told_without_its_detail(visitor):
    answer = visitor.get("/r/broken")
    assert answer.status_code == 500
    assert "平台出了故障" in answer.text
    assert "secret detail" not in answer.text


def test_a_fault_is_told_even_when_the_database_is_gone(rf):
    def gone():
        raise OperationalError("no database")

    request = rf.get("/")
    request.user = SimpleLazyObject(gone)
    assert "平台出了故障" in server_error(request).text


def test_too_much_at_once_says_so(visitor, settings, db):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = visitor.post("/r/reads", {"text": "字" * 200})
    assert answer.status_code == 413
    assert "上传的内容太大" in answer.text


def test_a_form_that_lay_open_too_long(staff, db):
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    answer = visitor.post("/logout/")
    assert answer.status_code == 403
    assert "页面已过期，这次没有提交" in answer.text


def test_no_page_can_be_told_where_its_addresses_lead(client, db):
    """A <base> smuggled into a page would send its forms and scripts elsewhere; default-src does not cover it."""
    assert "base-uri 'none'" in client.get("/login/").headers["Content-Security-Policy"]
