"""Whether the portal is alive, ready, and how it fares: `/healthz`, `/readyz`, `/metrics`."""

import ipaddress
import logging
import secrets

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from zhaotong_portal.health_models import Heartbeat

logger = logging.getLogger(__name__)

HEARTBEAT = "worker"


def keep_heartbeat(name, **detail):
    """Write down that the process of this name is at work."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now(), "detail": detail})


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """Alive: this process answers. It asks nobody else, so that a slow database restarts no web server."""
    return HttpResponse("ok\n", content_type="text/plain")


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except Error as error:
        logger.error("the database does not answer: %s", error)
        return False


def broker_answers() -> bool:
    """Whether a message could be handed over now. For the folder broker: whether the folder can be read."""
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
            broker.default_channel.queue_declare(current_app.conf.task_default_queue)
    except Exception:
        logger.exception("the broker does not answer")
        return False
    return True


def worker_answers() -> bool:
    """Whether a worker ran a job lately: the timed heartbeat went through beat, broker and worker."""
    try:
        last = Heartbeat.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()
    except Error:
        return False
    return last is not None and timezone.now() - last < settings.HEARTBEAT_STALE_AFTER


@login_not_required
@never_cache
@require_safe
def readyz(request):
    """Ready: database, broker and worker answer. It names the part that does not, and no address of it."""
    parts = {
        "database": database_answers(),
        "broker": broker_answers(),
        "worker": worker_answers(),
    }
    ready = all(parts.values())
    answer = {"ready": ready} | {name: "ok" if ok else "fail" for name, ok in parts.items()}
    return JsonResponse(answer, status=200 if ready else 503)


def may_read_metrics(request) -> bool:
    """By token from anywhere; without one only straight from a listed network.

    A request that a proxy handed on comes from the proxy's address, which says nothing about its sender.
    """
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    if token and secrets.compare_digest(given.encode(), token.encode()):
        return True
    if "X-Forwarded-For" in request.headers:
        return False
    try:
        sender = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(sender in ipaddress.ip_network(net) for net in settings.METRICS_NETWORKS)


@login_not_required
@never_cache
@require_safe
def metrics(request):
    """Prometheus text; for everybody else the address does not exist."""
    if not may_read_metrics(request):
        raise Http404
    return ExportToDjangoView(request)
