"""A portal for an office does not start half safe."""

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from zhaotong_portal.demo import MARK
from zhaotong_portal.health import keep_heartbeat
from zhaotong_portal.startup import (
    database_of,
    embedded_secret_key,
    refuse_unfit_production,
    unfit_settings,
)

GOOD_SECRET = "kR7-xq2Wm9_vTz4LpB8sYc3NhD6fJg1QaE5uXoZiVtCwMbKy-0S"


@pytest.fixture
def production(settings):
    settings.PRODUCTION = True
    settings.DEBUG = False
    settings.SECRET_KEY_GIVEN = True
    settings.SECRET_KEY = GOOD_SECRET
    settings.ALLOWED_HOSTS = ["portal.example.invalid"]
    return settings


@pytest.fixture
def account():
    def create(username, password):
        person = get_user_model()(username=username, name="王示例")
        person.set_password(password)
        person.save()
        return person

    return create


@pytest.mark.django_db
def test_a_sound_production_starts(production):
    assert unfit_settings() == []
    refuse_unfit_production()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DEBUG", True, "DEBUG"),
        ("SECRET_KEY_GIVEN", False, "默认密钥"),
        ("SECRET_KEY", "short-but-varied-0123456789", "太短"),
        ("SECRET_KEY", "a" * 60, "默认密钥"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS"),
    ],
)
@pytest.mark.django_db
def test_a_fault_in_the_settings_is_refused_and_named(production, name, value, said):
    setattr(production, name, value)
    with pytest.raises(ImproperlyConfigured, match=said):
        refuse_unfit_production()
    assert [error.id for error in run_checks() if said in error.msg] == ["portal.E001"]


@pytest.mark.django_db
def test_demo_accounts_are_refused_by_name(production, account):
    account("staff", production.PORTAL_DEMO_PASSWORD)
    account("admin", production.PORTAL_DEMO_PASSWORD_DEFAULT)
    with pytest.raises(ImproperlyConfigured, match="演示账号（admin、staff）"):
        refuse_unfit_production()


@pytest.mark.django_db
def test_an_administrator_who_happens_to_be_called_admin_is_let_in(production, account):
    account("admin", "a password of their own")
    refuse_unfit_production()


@pytest.mark.django_db
def test_a_demonstration_database_is_refused(production):
    keep_heartbeat(MARK)
    with pytest.raises(ImproperlyConfigured, match="演示数据库"):
        refuse_unfit_production()


@pytest.mark.django_db
def test_a_demonstration_starts_with_all_of_it(settings, account):
    settings.PRODUCTION = False
    settings.DEBUG = True
    account("admin", settings.PORTAL_DEMO_PASSWORD)
    refuse_unfit_production()


def test_the_embedded_key_is_made_once_and_is_nobody_elses_to_read(tmp_path):
    key = embedded_secret_key(tmp_path)
    assert len(key) >= 50
    assert embedded_secret_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("folder", ["a space", "100% #1?", "资料"])
def test_without_an_address_the_database_is_a_file_whatever_its_folder_is_called(tmp_path, folder):
    assert database_of("", tmp_path / folder)["NAME"] == str(tmp_path / folder / "portal.sqlite3")


def test_an_address_names_the_database(tmp_path):
    database = database_of("postgres://portal:secret@db.example.invalid:5433/dangjian", tmp_path)
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == (
        "db.example.invalid",
        5433,
        "dangjian",
    )


@pytest.mark.filterwarnings("ignore:Engine not recognized")
@pytest.mark.parametrize("url", ["nonsense", "mysql://root@127.0.0.1/portal"])
def test_an_address_of_something_else_is_refused(tmp_path, url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL 只能是"):
        database_of(url, tmp_path)
