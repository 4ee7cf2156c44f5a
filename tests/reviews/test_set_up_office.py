"""An office's portal starts empty: one command brings the units and the first administrator."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reviews.models import RatingReason
from tasks.models import Indicator
from units.models import District, Person, Role, Unit
from zhaotong_portal.demo import is_demo

pytestmark = pytest.mark.django_db


def set_up(username="guanli", name="王示例"):
    said = StringIO()
    call_command("set_up_office", username=username, name=name, stdout=said)
    return said.getvalue()


def test_units_catalogue_and_reasons_are_there_and_nothing_says_demonstration():
    set_up()
    assert (District.objects.count(), Unit.objects.count()) == (9, 84)
    assert Indicator.objects.exists() and RatingReason.objects.exists()
    assert not is_demo()


def test_the_first_administrator_logs_in_once_and_must_choose_a_password(client):
    password = re.search("初始密码：(.+)", set_up())[1]
    answer = client.post("/login/", {"username": "guanli", "password": password}, follow=True)
    assert answer.context["user"].roles == [Role.ADMINISTRATOR]
    assert "修改密码" in answer.content.decode()


def test_it_makes_no_second_administrator_behind_the_first_ones_back():
    set_up()
    with pytest.raises(CommandError, match="已有在任的管理员"):
        set_up("another", "李示例")
    assert Person.objects.count() == 1
    assert Unit.objects.count() == 84


def test_a_name_that_somebody_has_is_refused():
    Person.objects.create_user("guanli", name="赵某甲")
    with pytest.raises(CommandError, match="登录名 guanli 已被使用"):
        set_up()
