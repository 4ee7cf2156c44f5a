"""What machines ask of the portal: is it alive, is it ready, how does it fare."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.processes import celery_settings, wait_for
from zhaotong_portal.health import HEARTBEAT, keep_heartbeat
from zhaotong_portal.health_models import Heartbeat
from zhaotong_portal.jobs import beat

pytestmark = pytest.mark.django_db


def test_alive_is_answered_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_once_a_worker_has_run_the_heartbeat(client):
    keep_heartbeat(HEARTBEAT)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "broker": "ok", "worker": "ok"}


def test_not_ready_while_no_worker_has_been_heard_of(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["worker"] == "fail"


def test_not_ready_when_the_worker_has_fallen_silent(client):
    keep_heartbeat(HEARTBEAT)
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert client.get("/readyz").json()["worker"] == "fail"


def test_not_ready_when_the_broker_is_gone(client):
    keep_heartbeat(HEARTBEAT)
    with celery_settings(broker_url="redis://127.0.0.1:1/0"):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["broker"] == "fail"
    assert answer.json()["database"] == "ok"


def test_the_heartbeat_is_one_row_however_often_it_beats():
    beat()
    beat()
    assert Heartbeat.objects.filter(name=HEARTBEAT).count() == 1


class TestMetrics:
    def test_read_from_this_machine(self, client):
        client.get("/healthz")
        answer = client.get("/metrics")
        assert answer.status_code == 200
        assert b"django_http_requests_total_by_method_total" in answer.content

    @pytest.mark.parametrize(
        "sender",
        [
            {"REMOTE_ADDR": "192.0.2.7"},
            {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
            {"REMOTE_ADDR": ""},
            {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer "},
        ],
    )
    def test_do_not_exist_for_anybody_else(self, client, sender):
        assert client.get("/metrics", **sender).status_code == 404

    def test_read_from_afar_with_the_token(self, client, settings):
        settings.METRICS_TOKEN = "a-token-of-the-office"
        afar = {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "192.0.2.9"}
        right = client.get("/metrics", HTTP_AUTHORIZATION="Bearer a-token-of-the-office", **afar)
        wrong = client.get("/metrics", HTTP_AUTHORIZATION="Bearer another", **afar)
        assert (right.status_code, wrong.status_code) == (200, 404)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_nothing_can_be_sent_there(path):
    assert Client(enforce_csrf_checks=False).post(path).status_code == 405


@pytest.mark.faults
def test_a_real_worker_makes_the_portal_ready(worker, client):
    """Through the broker and another process: the row can come from nobody else."""
    worker.start()
    beat.delay()
    wait_for(lambda: client.get("/readyz").status_code == 200, what="the worker's heartbeat")


@pytest.mark.faults
def test_a_heartbeat_left_by_a_dead_worker_is_done_by_the_next(worker):
    worker.start()
    worker.kill()
    beat.delay()
    assert not Heartbeat.objects.filter(name=HEARTBEAT).exists()
    worker.start()
    wait_for(Heartbeat.objects.filter(name=HEARTBEAT).exists, what="the heartbeat")
