"""首页: what is to be done today comes first, then the month, for each role."""

import pytest
import time_machine

from tasks.figures import refresh_month
from tests.people import make_person
from tests.tasks.figures_world import NOVEMBER, at, make_item, make_month, make_report
from zhaotong_portal import todo
from zhaotong_portal.todo import Todo

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at("2026-11-24 10:00"), tick=False) as clock:
        yield clock


@pytest.fixture
def month(units, tax, secretary):
    make_month()
    make_item(tax, "办税", percent=60)
    make_report(tax, secretary, signed="2026-11-23 09:00")
    refresh_month(NOVEMBER)


def home(client):
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("person", ["staff", "leader", "administrator", "auditor"])
def test_the_committee_sees_the_month_in_figures(log_in, month, person, request):
    html = home(log_in(request.getfixturevalue(person)))
    assert "今天要办的事" in html
    assert "全市 · 2026年11月" in html
    assert 'aria-label="本月已报 1，共 4，查看明细"' in html


def test_a_leader_sees_the_district_they_are_linked_to_first(log_in, month, leader):
    html = home(log_in(leader))
    assert html.index("我联系的第一片区") < html.index("全市 · 2026年11月")


def test_a_unit_sees_its_own_month_and_whose_turn_it_is(log_in, month, officer, other_officer):
    html = home(log_in(officer))
    assert "本单位月报" in html
    assert "待工委审核" in html
    assert "全市 ·" not in html
    assert "还没有月报" in home(log_in(other_officer))


def test_what_waits_comes_before_everything_urgent_first(log_in, month, staff, monkeypatch):
    waiting = [
        Todo("寻常的事", 2, "/a/"),
        Todo("要紧的事", 1, "/b/", urgent=True),
        Todo("没有的事", 0, "/c/"),
    ]
    monkeypatch.setattr(todo, "_providers", [lambda user: waiting])
    html = home(log_in(staff))
    assert html.index("要紧的事") < html.index("寻常的事") < html.index("全市 ·")
    assert "没有的事" not in html


def test_nothing_to_do_is_said(log_in, month, staff, monkeypatch):
    monkeypatch.setattr(todo, "_providers", [])
    assert "今天没有要办的事" in home(log_in(staff))


def test_an_empty_portal_has_a_home(log_in, staff):
    assert "还没有开放填报的月份" in home(log_in(staff))


def test_a_person_without_an_appointment_is_told_who_helps(log_in, month):
    html = home(log_in(make_person("nobody", "钱某乙")))
    assert "这个账号目前没有任职" in html


def test_an_inspector_sees_no_figures_of_the_city(log_in, month, inspector):
    html = home(log_in(inspector))
    assert "全市 ·" not in html
    assert "今天" in html
