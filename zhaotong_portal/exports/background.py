"""The life of a long export: asked for, claimed by a worker, made as its owner would see it now, fetched, deleted.

The record holds the page's address. The worker asks that page again as the owner, in the role that asked: rights and
scope are the page's own, judged at the time of the run. A run may happen twice or die; each claim has a mark of its
own, and only the run that still holds it writes.
"""

import logging
import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone

from zhaotong_portal.exports import workbook
from zhaotong_portal.exports.models import Export, ExportState
from zhaotong_portal.gate.leaving import pass_table
from zhaotong_portal.handing_over import hand_over
from zhaotong_portal.support import new_support_number

logger = logging.getLogger(__name__)
JOB = "zhaotong_portal.jobs.make_export"
TELL_EVERY = 1000  # rows between two signs of life
MOST_WAITING = 5  # a person's exports under way at once


class ClaimLost(Exception):
    """Another run has taken the export over; this one writes nothing."""


class Refused(Exception):
    """The owner may not read this list any more; the text says why."""


# --- asking -------------------------------------------------------------------------------------------


def page_address(request):
    """The page itself, without the export."""
    query = request.GET.copy()
    query.pop("export", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def ask(request, table, count):
    """Put an export on its way, and say so; the same list asked twice waits once."""
    user, role = request.user, request.user.scope.role or ""
    query = request.GET.copy()
    query.pop("page", None)
    where = {"role": role, "path": request.path, "query": query.urlencode()}
    mine = Export.objects.visible_to(user).under_way()
    if mine.filter(**where).exists():
        messages.info(request, f"“{table.title}”已在导出，完成后可在本页下载。")
        return
    if mine.count() >= MOST_WAITING:
        messages.error(request, f"您已有{MOST_WAITING}份导出在办理，请等其中一份完成后再导出。")
        return
    row = Export.objects.create(owner=user, title=table.title[:200], rows=count, **where)
    transaction.on_commit(lambda: send(row.pk))
    messages.success(request, f"“{table.title}”共 {count:,} 行，在后台导出，完成后可在本页下载。")


def send(pk):
    """Hand the job to a worker; where the broker does not answer, `tend` hands it over later."""
    hand_over(JOB, pk)


def try_again(export):
    """A failed or expired export once more, from the owner's page. False when it is under way already."""
    ended = Export.objects.filter(pk=export.pk, state__in=[ExportState.FAILED, ExportState.EXPIRED])
    fresh = {"reason": "", "support_number": "", "written": 0, "attempts": 0, "touched_at": None}
    fresh |= {"masked": 0, "masked_where": []}
    if not ended.update(
        state=ExportState.WAITING, asked_at=timezone.now(), done_at=None, fetched_at=None, **fresh
    ):
        return False
    transaction.on_commit(lambda: send(export.pk))
    return True


# --- running ------------------------------------------------------------------------------------------


def run(pk):
    """Make one export, if nobody else does."""
    export = claim(pk)
    if export is None:
        return
    try:
        _make(export)
    except ClaimLost:
        logger.info("export %s was taken over by another run", pk)
    except Refused as refused:
        _fail(export, str(refused))
    except Exception:
        number = new_support_number()
        logger.exception("export %s failed, support number %s", pk, number)
        reason = "导出时出错，可以重试；仍不成功时请把支持编号告诉管理员。"
        _fail(export, reason, number)


def claimable(now):
    silent = now - timedelta(minutes=settings.EXPORT_CLAIM_MINUTES)
    return Q(state=ExportState.WAITING) | Q(state=ExportState.RUNNING, touched_at__lt=silent)


def claim(pk):
    """Compare and set: of two runs one gets the export, whatever the database."""
    now, mark = timezone.now(), secrets.token_hex(16)
    rows = Export.objects.filter(claimable(now), pk=pk, attempts__lt=settings.EXPORT_MAX_ATTEMPTS)
    if not rows.update(
        state=ExportState.RUNNING, claim=mark, touched_at=now, written=0, attempts=F("attempts") + 1
    ):
        return None
    return Export.objects.select_related("owner").get(pk=pk)


def _make(export):
    table, passed = pass_table(table_of(export), alive=lambda rows: _stay(export, rows))
    if passed.secrets:
        raise Refused(_secret_text(passed))
    name = f"{timezone.localdate():%Y%m}/{secrets.token_hex(16)}.xlsx"
    target = Path(settings.EXPORT_ROOT, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        count = workbook.write(
            target, table, export.owner, large=True, wrote=lambda n: _tell(export, n)
        )
        now = timezone.now()
        _end(
            export, ExportState.DONE, file=name, size=target.stat().st_size, rows=count, written=count,
            masked=passed.masked, masked_where=passed.where,
            done_at=now, expires_at=now + timedelta(days=settings.EXPORT_KEEP_DAYS),
        )  # fmt: skip
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _secret_text(passed):
    """Where the secrecy marks stand, on the line of the page of exports."""
    sheet, row, column, named = passed.secrets[0]
    more = f"等 {len(passed.secrets)} 处" if len(passed.secrets) > 1 else ""
    where = f"“{sheet[:40]}”第 {row} 行“{column[:20]}”"
    return f"{where}含有{named[:60]}{more}，没有导出。请先清理：在原页面缩小范围后导出，可看到具体事项。"


def table_of(export):
    """What the page shows its owner now, in the role that asked."""
    owner = export.owner
    if not owner.is_active or export.role not in owner.roles:
        raise Refused("您已不担任导出时的角色，没有导出。")
    owner.acting_role = export.role
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", export.path, export.path
    request.GET = QueryDict(export.query)
    request.user, request.session, request.tables_wanted = owner, {}, []
    request._messages = _Unsaid(request)
    try:
        match = resolve(export.path)
        match.func(request, *match.args, **match.kwargs)
    except (Http404, Resolver404, PermissionDenied) as error:
        raise Refused("这个页面您现在不能查看，没有导出。") from error
    if not request.tables_wanted:
        raise Refused("这个页面现在没有可导出的清单。")
    return request.tables_wanted[0]


class _Unsaid(BaseStorage):
    """What the page would say to a reader; here is none."""

    def _get(self):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


def _held(export):
    return Export.objects.filter(pk=export.pk, claim=export.claim, state=ExportState.RUNNING)


def _stay(export, rows):
    """The same while the rows are still being asked for and looked through."""
    if rows % TELL_EVERY == 0 and not _held(export).update(touched_at=timezone.now()):
        raise ClaimLost


def _tell(export, written):
    """A sign of life now and then, for the progress bar and against being taken for dead."""
    if written % TELL_EVERY == 0 and not _held(export).update(
        written=written, touched_at=timezone.now()
    ):
        raise ClaimLost


def _fail(export, reason, support_number=""):
    _held(export).update(state=ExportState.FAILED, reason=reason, support_number=support_number)


def _end(export, state, **fields):
    if not _held(export).update(state=state, **fields):
        raise ClaimLost
