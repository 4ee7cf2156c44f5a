"""First passwords: made at once for everybody of a roster who never logged in, told in one workbook, kept nowhere."""

import io
import time
from datetime import timedelta

import openpyxl
import pytest
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.urls import reverse
from django.utils import timezone

from tests.import_world import bring_in
from units import first_passwords
from units.models import Person
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches
from zhaotong_portal.workflow import NotAllowed

HEADER = ["单位", "姓名", "角色", "电话"]
ROWS = [
    ["市税务局", "赵某甲", "党务干部", "0870-0000000"],
    ["市税务局", "钱某乙", "党组织书记", "0870-0000001"],
    ["", "孙某丙", "工委领导", ""],
]

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("units")]


@pytest.fixture
def roster(administrator):
    return bring_in(administrator, ROWS, title="人员名册", header=HEADER)


def press(client, batch):
    return client.post(reverse("first_passwords", args=[batch.pk]))


def sheet_of(answer):
    """{name: (unit, login name, password, address, note)} of the downloaded workbook."""
    rows = list(
        openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    )
    at = next(n for n, line in enumerate(rows) if line[:2] == ("单位", "姓名"))
    return {line[1]: (line[0], *line[2:6]) for line in rows[at + 1 :]}


def test_the_administrator_presses_once_and_each_logs_in_with_the_password_of_the_sheet(
    administrator, roster, log_in, client, tax, settings
):
    settings.PORTAL_BASE_URL = "https://portal.example.invalid"
    log_in(administrator)
    assert "其中 3 个还没有登录过" in client.get(roster.get_absolute_url()).content.decode()
    answer = press(client, roster)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    sheet = sheet_of(answer)
    assert list(sheet) == ["钱某乙", "赵某甲", "孙某丙"], (
        "by unit and login name, the committee last"
    )
    unit, username, password, address, note = sheet["赵某甲"]
    assert (unit, address) == (tax.name, "https://portal.example.invalid/login/")
    assert "首次登录须修改密码" in note
    client.logout()
    client.post(reverse("login"), {"username": username, "password": password})
    assert client.get("/").headers["Location"] == reverse("password_change"), "it must be changed"
    new = "yi-ge-xin-mi-ma"
    client.post(
        reverse("password_change"),
        {"old_password": password, "new_password1": new, "new_password2": new},
    )
    assert client.get("/").status_code == 200


def test_nothing_keeps_the_password_and_the_trail_says_who_gave_it(administrator, roster, log_in):
    password = sheet_of(press(log_in(administrator), roster))["赵某甲"][2]
    person = Person.objects.get(name="赵某甲")
    assert password not in person.password
    entry = AuditEntry.objects.about(person).first()
    assert (entry.action, entry.actor) == ("person.first_password", administrator)
    everything = str(list(AuditEntry.objects.values())) + str(vars(roster))
    assert password not in everything


def test_pressing_again_gives_new_ones_to_those_who_still_wait(
    administrator, roster, log_in, client
):
    log_in(administrator)
    first = sheet_of(press(client, roster))
    person = Person.objects.get(name="赵某甲")
    person.last_login = timezone.now()
    person.save()
    assert "发放过（3个）" in client.get(roster.get_absolute_url()).content.decode()
    second = sheet_of(press(client, roster))
    assert set(second) == {"钱某乙", "孙某丙"}
    other = Person.objects.get(name="钱某乙")
    assert not check_password(first["钱某乙"][2], other.password)
    assert check_password(second["钱某乙"][2], other.password)
    person.refresh_from_db()
    assert check_password(first["赵某甲"][2], person.password), "who logged in keeps theirs"


def test_when_nobody_waits_it_says_so(administrator, roster, log_in, client):
    Person.objects.filter(name__in=[row[1] for row in ROWS]).update(last_login=timezone.now())
    log_in(administrator)
    answer = press(client, roster)
    assert answer.headers["Location"] == roster.get_absolute_url()
    page = client.get(roster.get_absolute_url()).content.decode()
    assert "没有需要发放" in page
    assert "发放并下载密码单" not in page


def test_only_an_administrator_gives_passwords(
    administrator, auditor, staff, roster, log_in, client
):
    for person in (auditor, staff):
        log_in(person)
        assert press(client, roster).status_code == 404
        with pytest.raises(NotAllowed):
            first_passwords.issue(roster.pk, person)
    log_in(auditor)
    assert "发放初始密码" not in client.get(roster.get_absolute_url()).content.decode()
    assert not Person.objects.get(name="赵某甲").has_usable_password()


def test_a_roster_that_was_taken_back_gives_none(administrator, roster, log_in, client):
    log_in(administrator)
    press(client, roster)
    batches.undo(roster.pk, administrator)  # giving passwords is not yet using them
    assert press(client, roster).status_code == 302
    assert not Person.objects.filter(name="赵某甲").exists()


def test_a_first_password_that_nobody_used_in_time_is_no_longer_good(
    administrator, roster, client, settings
):
    issued = {line.name: line for line in first_passwords.issue(roster.pk, administrator)}
    line = issued["赵某甲"]
    data = {"username": line.username, "password": line.password}
    given = timezone.now() - timedelta(days=settings.FIRST_PASSWORD_DAYS, minutes=1)
    Person.objects.filter(username=line.username).update(first_password_at=given)
    assert "初始密码已过期" in client.post(reverse("login"), data).content.decode()
    assert client.get("/").status_code == 302
    settings.FIRST_PASSWORD_DAYS = 0
    assert client.post(reverse("login"), data).headers["Location"] == "/"


def test_a_first_password_is_easily_told_and_passes_every_validator():
    passwords = {first_passwords.make_first_password() for _ in range(500)}
    assert len(passwords) == 500
    for password in passwords:
        assert not set("0o1li") & set(password)
        assert [len(part) for part in password.split("-")] == [4, 4, 4]
        validate_password(password)


def test_two_hundred_are_hashed_in_seconds_and_in_full_at_the_first_log_in(
    administrator, roster, client, settings
):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    start = time.process_time()
    for _ in range(200):
        first_passwords.hashed("kx7d-9mqa-2hte")
    assert time.process_time() - start < 10
    line = first_passwords.issue(roster.pk, administrator)[0]
    rounds = f"${settings.FIRST_PASSWORD_ITERATIONS}$"
    assert rounds in Person.objects.get(username=line.username).password
    client.post(reverse("login"), {"username": line.username, "password": line.password})
    assert rounds not in Person.objects.get(username=line.username).password
