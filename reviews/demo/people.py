"""Offices, leaders, and the demo accounts of the contract; one password for all."""

from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import make_password

from reviews.demo.chance import invented_name
from units.models import Appointment, District, DistrictGuidance, Office, Person, Role

SINCE = date(2022, 12, 1)
OFFICES = ("办公室", "组织科", "宣传科", "纪检监察科")
# Leader number → the districts' order numbers (分片挂联).
LINKS = {1: (1,), 2: (2, 3), 3: (4, 5), 4: (6, 7), 5: (8, 9)}


class People:
    """Creates the accounts and keeps those that the rest of the demonstration acts as."""

    def __init__(self, rng, units):
        self.rng = rng
        self.password = make_password(settings.PORTAL_DEMO_PASSWORD)
        self.offices = [Office.objects.get_or_create(name=name, defaults={"order": k})[0]
                        for k, name in enumerate(OFFICES, 1)]  # fmt: skip
        self.districts = {district.order: district for district in District.objects.all()}
        self._create_committee()
        self._create_units(units)

    def _person(self, username, name, office=None):
        return Person(
            username=username, name=name, password=self.password, office=office,
            email=f"{username}@example.invalid", phone="0870-0000000", must_change_password=False, is_demo=True,
        )  # fmt: skip

    def _create_committee(self):
        office = self.offices[1]
        self.staff = self._person("staff", "陈示例", office)
        # A second one: nobody verifies what they accepted themselves.
        self.checker = self._person("staff2", "吴示例", self.offices[0])
        self.admin = self._person("admin", "赵示例", self.offices[0])
        self.liaison = self._person("liaison1", "郑示例", office)
        self.inspector = self._person("inspector1", "冯示例")
        rows = [
            (self.staff, Role.STAFF, [None]),
            (self.checker, Role.STAFF, [None]),
            (self.liaison, Role.STAFF, [self.districts[1]]),
            (self.admin, Role.ADMINISTRATOR, [None]),
            (self._person("auditor", "钱示例"), Role.AUDITOR, [None]),
            (self.inspector, Role.INSPECTOR, [self.districts[4]]),
        ]
        self.leaders = []
        for number, orders in LINKS.items():
            leader = self._person(f"leader{number}", "孙李周吴郑"[number - 1] + "领示例")
            self.leaders.append(leader)
            rows.append((leader, Role.LEADER, [self.districts[order] for order in orders]))
        Person.objects.bulk_create([person for person, _, _ in rows])
        Appointment.objects.bulk_create(
            Appointment(person=person, role=role, district=district, starts_on=SINCE)
            for person, role, districts in rows
            for district in districts
        )
        DistrictGuidance.objects.bulk_create(
            DistrictGuidance(
                district=district, office=self.offices[order % len(self.offices)], starts_on=SINCE
            )
            for order, district in self.districts.items()
        )

    def _create_units(self, units):
        """An officer and a secretary for each unit, numbered by its order."""
        self.officers, self.secretaries = {}, {}
        for unit in units:
            number = f"{unit.protocol_order:02}"
            self.officers[unit.pk] = self._person(f"officer{number}", invented_name(self.rng))
            self.secretaries[unit.pk] = self._person(f"secretary{number}", invented_name(self.rng))
        Person.objects.bulk_create([*self.officers.values(), *self.secretaries.values()])
        Appointment.objects.bulk_create(
            Appointment(person=people[unit.pk], role=role, unit=unit, starts_on=SINCE)
            for unit in units
            for role, people in ((Role.OFFICER, self.officers), (Role.SECRETARY, self.secretaries))
        )
