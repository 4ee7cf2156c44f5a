"""`make run`, its start: what it refuses, and the whole of it once, with real processes."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from tests.deploy.ports import free_port, get
from tests.processes import ROOT, wait_for
from zhaotong_portal.demo import is_demo, mark_as_demo
from zhaotong_portal.running_lock import running_lock


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.delenv("PORT", raising=False)


def test_a_taken_port_is_named_with_a_way_out(monkeypatch):
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(CommandError, match=f"端口 {port} 已被占用.*PORT=8010 make run"):
            call_command("runportal")


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_what_is_no_port_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CommandError, match="不是端口号"):
        call_command("runportal")


def test_a_second_start_on_the_same_data_is_refused():
    with running_lock(), pytest.raises(CommandError, match="平台正在运行"):
        call_command("runportal")


@pytest.mark.django_db
def test_production_is_never_filled_with_a_demonstration(settings):
    settings.PRODUCTION, settings.SECRET_KEY_GIVEN = True, True
    settings.SECRET_KEY = "kR7-xq2Wm9_vTz4LpB8sYc3NhD6fJg1QaE5uXoZiVtCwMbKy-0S"
    call_command("runportal", prepare_only=True)
    assert not is_demo() and not get_user_model().objects.exists()


@pytest.mark.django_db
def test_production_does_not_start_on_a_demonstration(settings):
    settings.PRODUCTION, settings.SECRET_KEY_GIVEN = True, True
    settings.SECRET_KEY = "kR7-xq2Wm9_vTz4LpB8sYc3NhD6fJg1QaE5uXoZiVtCwMbKy-0S"
    mark_as_demo()
    with pytest.raises(CommandError, match="这是演示数据库"):
        call_command("runportal", prepare_only=True)


@pytest.fixture
def portal(tmp_path):
    """A portal in a folder with a space in its name, with a person of its own and so without demonstration."""
    var = tmp_path / "数据 目录"
    port = free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    env |= {
        "PORTAL_VAR_DIR": str(var),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    env = {name: value for name, value in env.items() if name != "DATABASE_URL"}
    manage = [sys.executable, str(ROOT / "manage.py")]
    with_one_person = (
        "from tests.tables import make_from_the_models; make_from_the_models(); "
        "from units.models import Person; Person.objects.create_user('wang', name='王示例')"
    )
    subprocess.run([*manage, "shell", "-v0", "-c", with_one_person], check=True, env=env)
    out = (tmp_path / "out").open("wb")
    running = subprocess.Popen(
        [*manage, "runportal"], env=env, cwd=tmp_path, stdout=out, stderr=out
    )
    running.port, running.var, running.said = port, var, (tmp_path / "out").read_text
    yield running
    if running.poll() is None:
        running.send_signal(signal.SIGTERM)
        running.wait(20)
    out.close()


@pytest.mark.faults
@pytest.mark.any_database
def test_web_worker_and_beat_come_up_together_and_go_together(portal):
    wait_for(lambda: get(portal.port, "/healthz")[0] == 200, 30, "the web server")
    wait_for(lambda: json.loads(get(portal.port, "/readyz")[1])["ready"], 90, "worker and beat")
    assert get(portal.port, "/login/")[0] == 200
    assert f"http://127.0.0.1:{portal.port}/" in portal.said()
    assert "演示账号" not in portal.said(), "there are none in a portal of one's own"
    portal.send_signal(signal.SIGINT)
    assert portal.wait(20) == 0
    assert get(portal.port, "/healthz")[0] == 0
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert str(portal.var) not in listed.stdout
