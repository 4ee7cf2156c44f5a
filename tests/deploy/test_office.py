"""docker-compose.yml, as far as it can be proven without Docker: its services' own commands and settings are run
against a PostgreSQL and a Redis, and its files agree with each other."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import yaml
from django.db import connection

from tests.conftest import redis_url
from tests.deploy.ports import free_port, get
from tests.processes import ROOT, wait_for

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
PORTAL = ("prepare", "web", "worker", "beat")
NAME = "portal.example.invalid"


def service(name):
    return COMPOSE["services"][name]


def test_every_service_of_an_office_is_there():
    assert set(COMPOSE["services"]) == {*PORTAL, "citizens", "postgres", "redis", "proxy"}


def test_passwords_are_asked_for_and_stand_in_no_file():
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    assert set(re.findall(r"\$\{POSTGRES_PASSWORD(.*?)\}", text)) == {
        ":?请在 .env 中设置 POSTGRES_PASSWORD"
    }
    example = (ROOT / ".env.example").read_text("utf-8")
    assert re.findall(r"^(?:SECRET_KEY|POSTGRES_PASSWORD)=(.*)$", example, re.M) == ["", ""]


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name in COMPOSE["services"] if "ports" in service(name)] == ["proxy"]


def test_every_file_that_a_service_mounts_is_there():
    mounted = [mount for mount in service("proxy")["volumes"] if mount.startswith("./")]
    assert mounted
    for mount in mounted:
        assert Path(ROOT, mount.split(":")[0]).exists(), mount


def test_the_proxy_hands_over_to_the_port_where_the_web_service_listens():
    upstream = re.search(r"server (\w+):(\d+);", (ROOT / "deploy/nginx.conf").read_text("utf-8"))
    name, port = upstream.groups()
    assert service(name)["environment"]["PORTAL_BIND"].endswith(f":{port}")


def test_every_setting_of_the_example_is_one_that_somebody_reads():
    example = (ROOT / ".env.example").read_text("utf-8")
    read_by = "".join(
        (ROOT / name).read_text("utf-8")
        for name in (
            "zhaotong_portal/settings.py",
            "zhaotong_portal/rule_settings.py",
            "deploy/gunicorn.conf.py",
            "docker-compose.yml",
        )  # fmt: skip
    )
    names = re.findall(r"^#?([A-Z_]{4,})=", example, re.M)
    assert len(names) > 10
    assert [name for name in names if name not in read_by] == []


@pytest.fixture(scope="module")
def own_database(django_db_setup, tmp_path_factory):
    """An office's database beside the one of the tests, with tables and no rows."""
    now = connection.settings_dict
    name = f"{now['NAME']}_office"
    login = {"host": now["HOST"], "port": now["PORT"], "user": now["USER"]}
    server = psycopg2.connect(dbname="postgres", password=now["PASSWORD"], **login)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    password = f":{now['PASSWORD']}" if now["PASSWORD"] else ""
    url = f"postgres://{now['USER']}{password}@{now['HOST']}:{now['PORT'] or 5432}/{name}"
    var = str(tmp_path_factory.mktemp("data"))
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c"]
        + ["from tests.tables import make_from_the_models; make_from_the_models()"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "PORTAL_VAR_DIR": var, "PORTAL_ENV": "test"},
        check=True,
    )
    yield url
    with server.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.close()


@pytest.fixture
def office(own_database, tmp_path):
    """Starts a service by the command and the settings of docker-compose.yml, in local places."""
    outside = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    local = {
        "DATABASE_URL": own_database,
        "REDIS_URL": redis_url(),
        "PORTAL_VAR_DIR": str(tmp_path / "data"),
        "PORTAL_BIND": f"127.0.0.1:{free_port()}",
    }
    from_env_file = {
        "SECRET_KEY": "kR7-xq2Wm9_vTz4LpB8sYc3NhD6fJg1QaE5uXoZiVtCwMbKy-0S",
        "ALLOWED_HOSTS": NAME,
        "PORTAL_BASE_URL": f"https://{NAME}",
    }
    python = str(Path(sys.executable).parent)

    class Office:
        running = []

        def start(self, name, **changed):
            given = service(name)["environment"]
            assert set(local) <= set(given), "what is put in a local place is what Compose sets"
            env = outside | from_env_file | {**given, **local} | changed
            env["PATH"] = f"{python}:{env.get('PATH', '')}"
            out = (tmp_path / f"{name}.log").open("wb")
            process = subprocess.Popen(
                service(name)["command"], cwd=ROOT, env=env, stdout=out, stderr=out
            )
            process.environment = env
            self.running.append(process)
            return process

        def log(self, name):
            return (tmp_path / f"{name}.log").read_text("utf-8")

    started = Office()
    started.port = urlsplit(f"//{local['PORTAL_BIND']}").port
    yield started
    for process in started.running:
        process.terminate()
    for process in started.running:
        process.wait(30)


AS_PROXY = {"Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.faults
def test_the_services_of_an_office_come_up_and_work_together(office):
    assert office.start("prepare").wait(120) == 0, office.log("prepare")
    for name in ("web", "worker", "beat"):
        office.start(name)
    web = office.running[1]
    wait_for(lambda: get(office.port, "/healthz", AS_PROXY)[0] == 200, 60, "the web service")
    alive = service("web")["healthcheck"]["test"][1:]
    wait_for(
        lambda: (
            subprocess.run(alive, cwd=ROOT, env=web.environment, capture_output=True).returncode
            == 0
        ),
        60,
        "the web service's own health check",
    )

    def ready():
        return json.loads(get(office.port, "/readyz", AS_PROXY)[1] or "{}").get("ready")

    wait_for(ready, 90, "worker and beat")
    status, page = get(office.port, "/login/", AS_PROXY)
    assert status == 200
    style = re.search(rb'href="(/static/[^"]+\.css)"', page)[1].decode()
    assert re.search(r"\.[0-9a-f]{8,}\.css$", style), "named by its content, to be kept for good"
    assert get(office.port, style, AS_PROXY)[0] == 200
    assert get(office.port, "/metrics", AS_PROXY)[0] == 404
    assert get(office.port, "/login/", {"Host": "evil.example.invalid"})[0] == 400


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.faults
@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_no_service_of_an_office_starts_without_a_key_of_its_own(office, name):
    process = office.start(name, SECRET_KEY="")
    assert process.wait(60) != 0
    assert "必须自行设置 SECRET_KEY" in office.log(name)
