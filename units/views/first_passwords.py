"""发放初始密码: one press, one workbook, and the passwords are nowhere else."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from units import first_passwords
from zhaotong_portal.downloads import xlsx
from zhaotong_portal.excel import write_table
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.imports.permission import may_import
from zhaotong_portal.workflow import WorkflowError

HEADER = ["单位", "姓名", "登录名", "初始密码", "登录地址", "说明"]
NOTE = "首次登录须修改密码"


@require_POST
@never_cache
@sensitive_variables("issued", "content")
def issue(request, pk):
    if not may_import(request.user):
        raise Http404
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=pk)
    try:
        issued = first_passwords.issue(batch.pk, request.user)
    except WorkflowError as error:
        messages.error(request, error.text)
        return redirect(batch)
    content = sheet_of_accounts(issued)
    return xlsx(content, f"账号密码单-{timezone.localtime():%Y%m%d-%H%M}.xlsx")


@sensitive_variables()
def sheet_of_accounts(issued) -> bytes:
    """账号密码单, to be cut into strips and handed to each person."""
    address = f"{settings.PORTAL_BASE_URL.rstrip('/')}{reverse('login')}"
    note = NOTE
    if settings.FIRST_PASSWORD_DAYS:
        note += f"；{settings.FIRST_PASSWORD_DAYS}天内未登录的，初始密码失效"
    rows = [(*line, address, note) for line in issued]
    made_at = timezone.localtime()
    return write_table(HEADER, rows, title="账号密码单", made_at=made_at, sheet_name="账号密码单")
