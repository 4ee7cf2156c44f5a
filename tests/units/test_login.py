"""Logging in: lock-out, the first password, the idle time-out, and the role one works in."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tests.people import PASSWORD
from units.models import Appointment, Role

pytestmark = pytest.mark.any_database


@pytest.fixture
def later(time_machine):
    """`later(timedelta)`: the clock goes on by that much."""
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine.shift


def log_in_by_form(client, username, password):
    return client.post(reverse("login"), {"username": username, "password": password})


def test_the_right_password_leads_home(client, officer):
    assert log_in_by_form(client, "officer", PASSWORD).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_wrong_password_says_so_beside_the_form_and_keeps_the_name(client, officer):
    page = log_in_by_form(client, "officer", "wrong").content.decode()
    assert "用户名和密码" in page or "登录名或密码" in page
    assert 'value="officer"' in page


def test_after_five_wrong_passwords_even_the_right_one_waits(client, officer):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        log_in_by_form(client, "officer", "wrong")
    answer = log_in_by_form(client, "officer", PASSWORD)
    assert answer.status_code in (403, 429)
    assert "账号暂时锁定" in answer.content.decode()
    assert client.get("/").status_code == 302


def test_a_lock_out_is_over_after_the_cooling_time(client, officer, later):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        log_in_by_form(client, "officer", "wrong")
    later(timedelta(hours=settings.AXES_COOLOFF_TIME, minutes=1))
    assert log_in_by_form(client, "officer", PASSWORD).status_code == 302


def test_the_first_log_in_changes_the_password_before_anything_else(client, officer):
    officer.must_change_password = True
    officer.save()
    log_in_by_form(client, "officer", PASSWORD)
    assert client.get("/").headers["Location"] == reverse("password_change")
    new = "a-new-and-long-password"
    client.post(
        reverse("password_change"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert client.get("/").status_code == 200


def test_an_idle_session_ends_and_a_used_one_does_not(client, officer, later):
    log_in_by_form(client, "officer", PASSWORD)
    half = timedelta(seconds=settings.SESSION_COOKIE_AGE * 0.6)
    later(half)
    assert client.get("/").status_code == 200
    later(half)
    assert client.get("/").status_code == 200, "each request starts the time anew"
    later(half * 2)
    assert client.get("/").status_code == 302


def test_nobody_is_sent_to_the_log_in_and_back_to_the_page(client, db):
    assert (
        client.get("/items/?year=2026").headers["Location"] == "/login/?next=/items/%3Fyear%3D2026"
    )


def test_switching_roles_changes_what_one_sees(client, staff, tax):
    Appointment.objects.create(person=staff, role=Role.OFFICER, unit=tax, starts_on="2024-01-01")
    client.force_login(staff)
    client.post(reverse("act_as"), {"role": Role.STAFF})
    assert "工委科室干部" in client.get("/").content.decode()
    client.post(reverse("act_as"), {"role": Role.OFFICER})
    assert client.get("/").wsgi_request.user.scope.unit_ids == {tax.pk}


def test_one_cannot_switch_to_a_role_that_one_does_not_hold(client, officer):
    client.force_login(officer)
    client.post(reverse("act_as"), {"role": Role.ADMINISTRATOR})
    assert client.get("/").wsgi_request.user.scope.role == Role.OFFICER


@pytest.mark.parametrize("field", ["username", "password"])
def test_a_text_of_a_hundred_thousand_characters_is_answered(client, officer, field):
    data = {"username": "officer", "password": PASSWORD, field: "字" * 100_000}
    answer = client.post(reverse("login"), data)
    assert answer.status_code == 200
    assert answer.context["form"].errors
