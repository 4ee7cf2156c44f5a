"""A roster: accounts without passwords, appointments as an administrator would make them, nothing lost."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.import_world import bring_in as import_rows
from tests.import_world import hand_in, sample, upload_of
from tests.people import make_person
from units.loading import load_units
from units.models import Appointment, District, Office, Person, Role, Unit
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import record
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.batches import CannotUndo

HEADER = [
    "序号",
    "单位",
    "姓名",
    "角色",
    "登录名",
    "电话",
    "邮箱",
    "职务",
    "片区",
    "任职日期",
    "离任日期",
    "启用",
]
TITLE = "市直机关党务干部名册"
FIELDS = {
    "unit": 1, "name": 2, "role": 3, "username": 4, "phone": 5, "email": 6, "post": 7, "district": 8, "starts": 9,
    "ends": 10, "active": 11,
}  # fmt: skip

pytestmark = pytest.mark.usefixtures("units")


def row(**cells):
    """A line of the roster: 赵某甲, officer of 市财政局, unless said otherwise."""
    said = {"unit": "市财政局", "name": "赵某甲", "role": "党务干部", **cells}
    line = [""] * len(HEADER)
    for name, value in said.items():
        line[FIELDS[name]] = value
    return line


def show(administrator, *rows):
    return hand_in(administrator, list(rows), title=TITLE, header=HEADER)


def bring_in(administrator, *rows, **options):
    return import_rows(administrator, list(rows), title=TITLE, header=HEADER, **options)


def codes(batch):
    return [message["code"] for message in batch.plan["messages"]]


def holdings(person):
    return {
        (a.role, a.unit and a.unit.short_name, a.district and a.district.name, a.ends_on)
        for a in person.appointments.select_related("unit", "district")
    }


def test_a_roster_makes_accounts_that_cannot_log_in_yet(administrator, finance, client):
    line = row(
        phone="0870-0000000", email="zhao@example.invalid", post="办公室主任", starts="2024年3月"
    )
    batch = bring_in(administrator, line)
    assert (batch.kind, batch.counts["create"], batch.counts["warning"]) == ("people", 1, 0)
    person = Person.objects.get(name="赵某甲")
    assert (person.phone, person.email) == ("0870-0000000", "zhao@example.invalid")
    assert not person.has_usable_password()
    assert person.must_change_password
    appointment = person.appointments.get()
    assert (appointment.role, appointment.unit, appointment.post) == (
        Role.OFFICER,
        finance,
        "办公室主任",
    )
    assert appointment.starts_on == date(2024, 3, 1)
    assert AuditEntry.objects.about(person).get().action == "person.imported"


def test_a_login_name_is_made_shown_and_the_same_next_time(administrator, finance):
    shown = show(administrator, row(), row(name="钱某乙", role="工委科室干部", unit=""))
    names = [line["changes"]["登录名"][1] for line in shown.plan["rows"]]
    assert names == ["czj-zhaomoujia", "gw-qianmouyi"]
    batches.commit(shown.pk, administrator, seen=shown.plan["digest"])
    assert set(names) < set(Person.objects.values_list("username", flat=True))
    again = show(administrator, row(), row(name="钱某乙", role="工委科室干部", unit=""))
    assert again.counts["unchanged"] == 2


def test_a_taken_login_name_gets_a_numeral(administrator, finance):
    make_person("CZJ-zhaomoujia", "另一人", Role.OFFICER, unit=finance)
    batch = bring_in(administrator, row())
    assert batch.plan["rows"][0]["changes"]["登录名"] == ["", "czj-zhaomoujia2"]


def test_a_made_up_login_name_leaves_those_that_the_file_gives_to_others(administrator):
    other = row(name="钱某乙", username="CZJ-zhaomoujia")
    batch = show(administrator, row(), other)
    assert [line["changes"]["登录名"][1] for line in batch.plan["rows"]] == [
        "czj-zhaomoujia2",
        "CZJ-zhaomoujia",
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"role": "书记"}, {("secretary", "市财政局", None)}),
        ({"role": "党务工作者、党组书记"}, {("officer", "市财政局", None), ("secretary", "市财政局", None)}),
        ({"role": "联络员\n督查员", "district": "第二片区"}, {("officer", "市财政局", None), ("inspector", None, "第二片区")}),
        ({"role": "科室干部", "unit": "", "district": "一片区"}, None),
        ({"role": "科室干部", "unit": "", "district": "第1片区；第二片区"}, {("staff", None, "第一片区"), ("staff", None, "第二片区")}),
        ({"role": "科室干部", "unit": "市直机关工委"}, {("staff", None, None)}),
        ({"role": "工委领导", "unit": "", "district": "第一片区"}, {("leader", None, "第一片区")}),
        ({"role": "审计员", "unit": ""}, {("auditor", None, None)}),
        ({"unit": "市财政局、市税务局"}, {("officer", "市财政局", None), ("officer", "市税务局", None)}),
    ],
)  # fmt: skip
def test_roles_and_scopes_as_rosters_write_them(administrator, cells, expected):
    batch = bring_in(administrator, row(**cells), skip_errors=True)
    if expected is None:
        assert codes(batch) == ["bad_district"]
        return
    person = Person.objects.get(name="赵某甲")
    assert {held[:3] for held in holdings(person)} == expected


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"role": "局长"}, "unknown_role"),
        ({"role": ""}, "missing_role"),
        ({"unit": ""}, "missing_unit"),
        ({"unit": "各单位"}, "missing_unit"),
        ({"unit": "市某某局"}, "unknown_unit"),
        ({"username": "赵 某 甲"}, "bad_username"),
        ({"username": "officer"}, "username_taken"),
        ({"phone": "见通讯录"}, "bad_phone"),
        ({"email": "zhao(at)example"}, "bad_email"),
        ({"starts": "2025-03-01", "ends": "2024-12-31"}, "end_before_start"),
        ({"ends": "2024-12-31"}, "already_left"),
        ({"ends": "明年春天"}, "bad_day"),
        ({"active": "大概"}, "bad_active"),
        ({"name": "赵" * 51}, "too_long"),
        ({"post": "副" * 51}, "too_long"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_a_sentence(administrator, officer, cells, code):
    before = Person.objects.count(), Appointment.objects.count()
    batch = bring_in(administrator, row(**cells), skip_errors=True)
    assert (batch.counts["error"], codes(batch)) == (1, [code])
    assert batch.plan["messages"][0]["text"].endswith("。")
    assert (Person.objects.count(), Appointment.objects.count()) == before


def test_a_list_without_roles_says_in_its_title_what_new_people_are(administrator, secretary):
    header = ["单位", "姓名", "职务"]
    rows = [["市财政局", "赵某甲", "科长"], ["市税务局", "李示例", "局长"]]
    batch = import_rows(administrator, rows, title="市直机关党务干部花名册", header=header)
    assert codes(batch) == ["role_of_list"]
    assert holdings(Person.objects.get(name="赵某甲")) == {("officer", "市财政局", None, None)}
    assert {h[0] for h in holdings(secretary)} == {"secretary"}, "who is known keeps what they are"
    assert secretary.appointments.get().post == "局长"
    batch = hand_in(administrator, [rows[0][:1] + ["钱某乙", ""]], title="通讯录", header=header)
    assert codes(batch) == ["missing_role"]


def test_homonyms_need_login_names_and_with_them_both_come_in(administrator, finance):
    batch = show(administrator, row(phone="0870-0000001"), row(phone="0870-0000002"))
    assert batch.counts["error"] == 2
    assert codes(batch).count("homonym") == 2
    bring_in(administrator, row(username="zhao1"), row(username="zhao2"))
    assert Person.objects.filter(name="赵某甲").count() == 2
    batch = show(administrator, row(phone="0870-0000003"))
    assert codes(batch) == ["homonym"]
    assert "zhao1" in batch.plan["messages"][0]["text"]


def test_of_two_homonyms_the_one_who_is_still_there_is_meant(administrator, officer, tax):
    gone = make_person("gone", "王示例", Role.OFFICER, unit=tax)
    gone.appointments.update(ends_on=date(2022, 12, 31))
    bring_in(administrator, row(name="王示例", unit="市税务局", phone="0870-1111111"))
    officer.refresh_from_db()
    gone.refresh_from_db()
    assert (officer.phone, gone.phone) == ("0870-1111111", "")


def test_one_account_stands_once_in_a_file(administrator, finance, weather):
    batch = show(administrator, row(username="zhao"), row(username="ZHAO", unit="市气象局"))
    assert codes(batch) == ["duplicate_username"]
    assert batch.plan["rows"][1]["action"] == "error"


def test_what_the_list_does_not_say_stays(administrator, officer, tax):
    officer.phone = "0870-0000000"
    officer.save()
    batch = show(administrator, row(name="王示例", unit="税务局"))
    assert (batch.counts["unchanged"], codes(batch)) == (1, [])
    bring_in(
        administrator, row(name="王示例", unit="税务局", role="", phone="0870-1111111", post="专干")
    )
    officer.refresh_from_db()
    assert (officer.phone, officer.email) == ("0870-1111111", "officer@example.invalid")
    assert officer.appointments.get().post == "专干"
    assert officer.check_password("correct-horse-battery"), "a list never touches a password"


def test_whoever_moved_keeps_the_account_and_the_old_work_ends_the_day_before(
    administrator, officer, finance
):
    line = row(name="王示例", username="officer", starts="2026-03-01")
    batch = show(administrator, line)
    assert batch.plan["rows"][0]["changes"] == {
        "市税务局 党务干部 离任日期": ["", "2026-02-28"],
        "新任职": ["", "市财政局 党务干部 2026-03-01起"],
    }
    batches.commit(batch.pk, administrator)
    assert holdings(officer) == {
        ("officer", "市税务局", None, date(2026, 2, 28)),
        ("officer", "市财政局", None, None),
    }
    assert show(administrator, line).counts["unchanged"] == 1


def test_a_homonym_elsewhere_is_offered_and_can_be_joined(administrator, officer, finance):
    batch = show(administrator, row(name="王示例"))
    assert (batch.counts["create"], codes(batch)) == (1, ["same_name"])
    batch.choices = {"joins": [["Sheet", 3, officer.pk]]}
    batch.save()
    batches.preview(batch)
    assert batch.counts["update"] == 1
    batches.commit(batch.pk, administrator)
    assert Person.objects.filter(name="王示例").count() == 1
    assert officer.appointments.current().get().unit == finance


def test_a_move_cannot_lie_before_the_old_work_began(administrator, officer):
    batch = show(administrator, row(name="王示例", username="officer", starts="2019-12-31"))
    assert codes(batch) == ["moved_before_start"]


def test_a_liaison_gets_the_districts_that_the_list_names(administrator, liaison):
    bring_in(administrator, row(name="郑某甲", role="工委科室干部", unit="", district="第二片区"))
    yesterday = timezone.localdate() - timedelta(days=1)
    assert holdings(liaison) == {
        ("staff", None, "第一片区", yesterday),
        ("staff", None, "第二片区", None),
    }
    batch = show(administrator, row(name="郑某甲", role="工委科室干部", unit=""))
    assert batch.counts["unchanged"] == 1, "no district said: the ones held stay"


def test_leaving_and_closing_an_account(administrator, officer):
    bring_in(administrator, row(name="王示例", unit="市税务局", ends="2026年6月", active="停用"))
    officer.refresh_from_db()
    assert not officer.is_active
    assert officer.appointments.get().ends_on == date(2026, 6, 30)
    line = row(name="王示例", unit="市税务局", starts="2020-01-01")
    assert show(administrator, line).counts["unchanged"] == 1, "an old list brings nobody back"
    batch = show(administrator, row(name="王示例", unit="市税务局"))
    assert {"reappointed", "inactive_account"} <= set(codes(batch))


def test_an_administrators_account_is_not_changed_by_a_list(administrator):
    line = row(
        name="赵示例", username="admin", role="审计员", unit="", active="停用", phone="0870-9999999"
    )
    batch = bring_in(administrator, line)
    assert (batch.counts["unchanged"], codes(batch)) == (1, ["administrator_kept"])
    administrator.refresh_from_db()
    assert (administrator.is_active, administrator.phone) == (True, "")


def test_far_reaching_roles_are_pointed_out(administrator):
    batch = bring_in(
        administrator, row(role="管理员", unit=""), row(name="钱某乙", role="审计员", unit="")
    )
    assert codes(batch) == ["powerful_role"] * 2
    assert batch.counts["create"] == 2


def test_an_inspectors_scope_is_never_guessed_in_silence(administrator):
    outsider = row(name="钱某乙", role="督查员")
    batch = bring_in(administrator, row(role="党务干部、督查员"), outsider)
    assert codes(batch) == ["no_scope", "inspects_unit"]
    assert ("inspector", None, None) in {h[:3] for h in holdings(Person.objects.get(name="赵某甲"))}
    assert holdings(Person.objects.get(name="钱某乙")) == {("inspector", "市财政局", None, None)}


def test_an_office_of_the_committee_is_kept_another_is_said(administrator):
    office = Office.objects.create(name="组织科", order=1)
    header = ["姓名", "角色", "科室"]
    rows = [["赵某甲", "工委科室干部", "组织科"], ["钱某乙", "工委科室干部", "后勤科"]]
    batch = import_rows(administrator, rows, title="工委人员名册", header=header)
    assert Person.objects.get(name="赵某甲").office == office
    assert codes(batch) == ["unknown_office"]


def test_who_is_not_in_the_list_is_named_and_left(administrator, officer, secretary, weather):
    batch = show(administrator, row(name="王示例", unit="市税务局"))
    assert batch.plan["untouched"] == ["市税务局：李示例"]


# --- undoing ----------------------------------------------------------------------------------------


def test_undo_takes_accounts_away_and_puts_the_moved_back(administrator, officer, finance):
    batch = bring_in(
        administrator, row(), row(name="王示例", username="officer", phone="0870-1111111")
    )
    batches.undo(batch.pk, administrator)
    officer.refresh_from_db()
    assert officer.phone == ""
    assert holdings(officer) == {("officer", "市税务局", None, None)}
    assert not Person.objects.filter(name="赵某甲").exists()


def _logged_in(person, admin):
    person.last_login = timezone.now()
    person.save()


def _acted(person, admin):
    record(person, "item.edited", "修改", person)


def _edited(person, admin):
    person.phone = "0870-2222222"
    person.save()


def _appointed(person, admin):
    Appointment.objects.create(person=person, role=Role.STAFF, starts_on="2026-01-01")


def _used(person, admin):
    from zhaotong_portal.imports.models import ImportBatch

    ImportBatch.objects.create(file="x", file_name="x", sha256="0", uploaded_by=person)


@pytest.mark.parametrize(
    ("built", "said"),
    [
        (_logged_in, "已有1人登录"),
        (_acted, "已有1人办理过"),
        (_edited, "改动过1处"),
        (_appointed, "改动过1处"),
        (_used, "导入批次1条"),
    ],
)
def test_undo_is_refused_and_says_what_stands_on_the_batch(administrator, built, said):
    batch = bring_in(administrator, row())
    built(Person.objects.get(name="赵某甲"), administrator)
    with pytest.raises(CannotUndo, match=said):
        batches.undo(batch.pk, administrator)
    assert Person.objects.filter(name="赵某甲").exists()


def test_the_sample_roster_comes_in_whole(administrator):
    Unit.objects.all().delete()
    District.objects.all().delete()
    load_units()
    batch = batches.take_upload(upload_of(sample("11")), administrator)
    batches.commit(batch.pk, administrator, skip_errors=True)
    assert holdings(Person.objects.get(username="fengmoujia")) == {
        ("leader", None, "第一片区", None)
    }
    assert {h[2] for h in holdings(Person.objects.get(name="陈某乙"))} == {"第一片区", "第二片区"}
    two = Person.objects.get(name="周某戊")
    assert {h[:2] for h in holdings(two)} == {("officer", "市人社局"), ("secretary", "市人社局")}
    started = dict(Appointment.objects.values_list("person__name", "starts_on"))
    assert started["李某丁"] == date(2023, 6, 1)
    assert started["周某戊"] == date(2025, 1, 1)
    assert Person.objects.get(name="孙某").phone == "0870-0000002"
    again = batches.take_upload(upload_of(sample("11")), administrator)
    assert (again.counts["unchanged"], again.counts["error"]) == (10, 2)
