"""The few people everybody in the tests knows, in a committee of two districts and four units.

市税务局 and 市财政局 lie in 第一片区, 市气象局 in 第二片区; 市直机关工委 (in 第二片区) is the committee itself.
"""

from datetime import date

import pytest

from units.models import Appointment, District, Office, Person, Role, Unit, UnitAlias, UnitKind

PASSWORD = "correct-horse-battery"


def make_unit(name, short_name, district, order, kind=UnitKind.PARTY_GOVERNMENT, **fields):
    return Unit.objects.create(
        code=f"T{order:03}", name=name, short_name=short_name, district=district, protocol_order=order,
        kind=kind, **fields,
    )  # fmt: skip


def make_person(username, name, role=None, *, unit=None, district=None, **fields):
    """A person who needs not change the password; `role` None gives no appointment at all."""
    person = Person.objects.create_user(
        username, PASSWORD, **{"name": name, "must_change_password": False, **fields}
    )
    if role:
        Appointment.objects.create(
            person=person, role=role, unit=unit, district=district, starts_on=date(2020, 1, 1)
        )
    return person


def make_districts():
    return [District.objects.create(name=f"第{n}片区", order=k) for k, n in enumerate("一二", 1)]


@pytest.fixture
def districts(db):
    return make_districts()


def make_tax(districts):
    unit = make_unit("国家税务总局昭通市税务局", "市税务局", districts[0], 1, UnitKind.VERTICAL)
    UnitAlias.objects.create(unit=unit, text="税务局")
    return unit


def make_finance(districts):
    return make_unit("昭通市财政局", "市财政局", districts[0], 2)


def make_weather(districts):
    return make_unit("昭通市气象局", "市气象局", districts[1], 3)


def make_committee(districts):
    return make_unit(
        "中共昭通市委市直机关工作委员会", "市直机关工委", districts[1], 4, is_committee=True
    )


@pytest.fixture
def tax(districts):
    return make_tax(districts)


@pytest.fixture
def finance(districts):
    return make_finance(districts)


@pytest.fixture
def weather(districts):
    return make_weather(districts)


@pytest.fixture
def committee(districts):
    return make_committee(districts)


@pytest.fixture
def units(tax, finance, weather, committee):
    return [tax, finance, weather, committee]


def make_officer(tax):
    return make_person("officer", "王示例", Role.OFFICER, unit=tax, email="officer@example.invalid")


def make_secretary(tax):
    return make_person(
        "secretary", "李示例", Role.SECRETARY, unit=tax, email="secretary@example.invalid"
    )


@pytest.fixture
def officer(tax):
    return make_officer(tax)


@pytest.fixture
def secretary(tax):
    return make_secretary(tax)


@pytest.fixture
def other_officer(weather):
    return make_person("weather-officer", "周某乙", Role.OFFICER, unit=weather)


@pytest.fixture
def other_secretary(weather):
    return make_person("weather-secretary", "周某丙", Role.SECRETARY, unit=weather)


@pytest.fixture
def staff(db):
    """Committee staff for all districts."""
    office = Office.objects.create(name="组织科", order=1)
    return make_person("staff", "陈示例", Role.STAFF, office=office)


@pytest.fixture
def colleague(db):
    return make_person("colleague", "吴某甲", Role.STAFF)


@pytest.fixture
def liaison(districts):
    """Staff who decide for 第一片区 only and read all."""
    return make_person("liaison", "郑某甲", Role.STAFF, district=districts[0])


@pytest.fixture
def leader(districts):
    return make_person("leader", "孙示例", Role.LEADER, district=districts[0])


@pytest.fixture
def inspector(finance):
    return make_person("inspector", "冯某甲", Role.INSPECTOR, unit=finance)


@pytest.fixture
def administrator(db):
    return make_person("admin", "赵示例", Role.ADMINISTRATOR)


@pytest.fixture
def auditor(db):
    return make_person("auditor", "钱示例", Role.AUDITOR)


@pytest.fixture
def log_in(client):
    """`client = log_in(person)`: the same client, as somebody else."""

    def as_person(person):
        client.force_login(person)
        return client

    return as_person
