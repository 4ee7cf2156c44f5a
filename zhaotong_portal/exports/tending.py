"""What beat does for exports each minute: send again what waits, give up what died too often, delete what is old."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from zhaotong_portal.exports.background import claimable, send
from zhaotong_portal.exports.models import Export, ExportState
from zhaotong_portal.support import new_support_number

# A job that was handed over just now is not handed over again.
PATIENCE = timedelta(minutes=2)
SENT_AT_ONCE = 100


def tend(now=None):
    now = now or timezone.now()
    give_up(now)
    send_again(now)
    expire(now)
    sweep(now)


def send_again(now):
    rows = Export.objects.filter(claimable(now), asked_at__lt=now - PATIENCE)
    for pk in rows.order_by("asked_at").values_list("pk", flat=True)[:SENT_AT_ONCE]:
        send(pk)


def give_up(now):
    """A list that killed its worker again and again is not tried for ever."""
    tried = Export.objects.filter(claimable(now), attempts__gte=settings.EXPORT_MAX_ATTEMPTS)
    for pk in tried.values_list("pk", flat=True):
        Export.objects.filter(claimable(now), pk=pk).update(
            state=ExportState.FAILED,
            reason="后台程序几次中断，没有完成。可以缩小范围后重试。",
            support_number=new_support_number(),
        )


def expire(now):
    """The file goes first: a record without its file is said as expired, a file without its record by nobody."""
    for export in Export.objects.filter(state=ExportState.DONE, expires_at__lte=now):
        export.file.delete(save=False)
        Export.objects.filter(pk=export.pk, state=ExportState.DONE).update(
            state=ExportState.EXPIRED, file="", size=0
        )
    long_ago = now - timedelta(days=settings.EXPORT_KEEP_DAYS)
    ended = Export.objects.filter(state__in=[ExportState.FAILED, ExportState.EXPIRED])
    ended.filter(asked_at__lt=long_ago - timedelta(days=settings.EXPORT_KEEP_DAYS)).delete()


def sweep(now):
    """Files of runs that died before they could say so, and of people who are gone."""
    root = Path(settings.EXPORT_ROOT)
    old = (now - timedelta(days=settings.EXPORT_KEEP_DAYS + 1)).timestamp()
    for path in root.glob("*/*"):
        if path.is_file() and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
    for folder in root.glob("*"):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
