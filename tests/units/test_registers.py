"""台账 on one pattern: a unit proposes, staff decide; what is refused is said; what is shown, counted and exported agrees."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews.models import Contest, Exchange, Honour, Ranking
from tasks.models import CommitteeEvent, GoodPractice, ServiceTeam, Training
from tests.zhaotong_portal.exports.sheets import book_of, rows_of
from units.registers import entering
from units.registers.figures import figure_called, figures
from units.registers.register import registers
from units.workflows.entry import move
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

pytestmark = pytest.mark.usefixtures("units")
FORM = {
    "title": "政务公开的做法", "meeting": "全省政务公开现场会", "level": "provincial", "form": "speech",
    "held_on": "2025-06-10", "proof": "会议议程", "note": "",
}  # fmt: skip
EXCHANGES = "/registers/exchanges/"


def exchange(unit, title="政务公开的做法", **fields):
    known = {"meeting": "全省现场会", "level": "provincial", "form": "speech", "held_on": date(2025, 6, 10), "proof": "议程"}  # fmt: skip
    return Exchange.objects.create(unit=unit, title=title, **known | fields)


def ranking(unit, last, this, year=2025, indicator="招商引资"):
    return Ranking.objects.create(
        unit=unit, year=year, indicator=indicator, ranking_list="全省16个州市", level="provincial",
        last_place=last, this_place=this, document="通报",
    )  # fmt: skip


def test_a_unit_proposes_and_staff_put_it_on_record(log_in, officer, staff, tax):
    answer = log_in(officer).post(f"{EXCHANGES}new/", FORM)
    proposed = Exchange.objects.get()
    assert answer.url == proposed.get_absolute_url()
    assert (proposed.unit, proposed.state, proposed.proposed_by) == (tax, "proposed", officer)
    assert figure_called("exchanges").count() == 0
    client = log_in(staff)
    assert "经验交流申报待核定" in client.get("/").content.decode()
    client.post(f"{EXCHANGES}{proposed.pk}/confirm/")
    proposed.refresh_from_db()
    assert proposed.state == "confirmed"
    assert figure_called("exchanges").by_unit() == {tax.pk: 1}
    actions = AuditEntry.objects.about(proposed).values_list("action", flat=True)
    assert list(actions) == ["entry.confirm", "entry.proposed"]


def test_a_declined_proposal_says_why_and_comes_again(log_in, officer, staff):
    log_in(officer).post(f"{EXCHANGES}new/", FORM)
    found = Exchange.objects.get()
    client = log_in(staff)
    refused = client.post(f"{EXCHANGES}{found.pk}/decline/", {"reason": " "})
    assert refused.status_code == 409
    client.post(f"{EXCHANGES}{found.pk}/decline/", {"reason": "缺会议议程"})
    client = log_in(officer)
    assert "缺会议议程" in client.get(found.get_absolute_url()).content.decode()
    client.post(f"{EXCHANGES}{found.pk}/edit/", FORM | {"proof": "会议议程第3页"})
    found.refresh_from_db()
    assert (found.state, found.proof) == ("proposed", "会议议程第3页")


def test_what_is_on_record_is_no_longer_the_units_to_change(log_in, officer, staff, tax):
    on_record = exchange(tax)
    answer = log_in(officer).post(f"{EXCHANGES}{on_record.pk}/edit/", FORM | {"title": "别的做法"})
    assert answer.status_code == 422
    assert "与工委联系" in answer.content.decode()
    assert 'value="别的做法"' in answer.content.decode()
    on_record.refresh_from_db()
    assert on_record.title == "政务公开的做法"


def test_nobody_decides_on_what_they_proposed(officer, staff, tax):
    own = exchange(tax, state="proposed", proposed_by=staff)
    with pytest.raises(NotAllowed):
        move(Exchange, "confirm", own.pk, staff)
    with pytest.raises(NotAllowed):
        move(Exchange, "confirm", own.pk, officer)


def test_struck_off_stays_readable_and_counts_no_more(staff, tax):
    row = exchange(tax)
    with pytest.raises(ReasonRequired):
        move(Exchange, "strike_off", row.pk, staff)
    move(Exchange, "strike_off", row.pk, staff, "重复登记")
    assert figure_called("exchanges").count() == 0
    with pytest.raises(StateChanged):
        entering.correct(Exchange, row.pk, staff, proof="别的")


def test_a_unit_proposes_for_itself_alone_and_others_nothing(officer, leader, weather, tax):
    for person, unit in ((officer, weather), (leader, tax)):
        with pytest.raises(NotAllowed):
            entering.enter(Exchange, person, unit=unit, **{**FORM, "held_on": date(2025, 6, 10)})
    assert not Exchange.objects.exists()


def test_the_same_thing_twice_is_refused_beside_its_title(log_in, staff, tax):
    exchange(tax, meeting=FORM["meeting"])
    answer = log_in(staff).post(
        f"{EXCHANGES}new/", FORM | {"unit": "市税务局", "title": "“政务公开”的做法"}
    )
    assert answer.status_code == 422
    assert "已经登记" in answer.context["form"].errors["title"][0]
    with pytest.raises(IntegrityError), transaction.atomic():
        exchange(tax, "政务公开 的做法", meeting=FORM["meeting"])


@pytest.mark.parametrize(
    ("address", "form", "field"),
    [
        (EXCHANGES, {"held_on": "2999-01-01"}, "held_on"),
        (EXCHANGES, {"held_on": "去年"}, "held_on"),
        (EXCHANGES, {"title": " "}, "title"),
        (EXCHANGES, {"level": "galactic"}, "level"),
        (EXCHANGES, {"unit": "市不存在局"}, "unit"),
        ("/registers/rankings/", {"this_place": "0"}, "indicator"),
        ("/registers/rankings/", {"this_place": "-1"}, "this_place"),
        ("/registers/rankings/", {"this_place": "99999999"}, "this_place"),
        ("/registers/rankings/", {"year": "2999"}, "year"),
        ("/registers/trainings/", {"heads": "10000000"}, "title"),
        ("/registers/trainings/", {"heads": "-1"}, "heads"),
        ("/registers/trainings/", {"ends_on": "2025-05-01"}, "title"),
        ("/registers/results/", {"item": "没有的项目"}, "item"),
        ("/registers/results/", {"value": "很多"}, "value"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_beside_its_field(log_in, staff, address, form, field):
    whole = FORM | {
        "unit": "市税务局", "year": "2025", "indicator": "招商引资", "ranking_list": "全省", "this_place": "3",
        "document": "通报", "kind": "class", "audience": "书记", "begins_on": "2025-06-01", "name": "岗位",
        "measure": "个", "value": "3", "as_of": "2025-06-01", "item": "",
    }  # fmt: skip
    answer = log_in(staff).post(f"{address}new/", whole | form)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert all(ord(text[0]) > 127 or text[0].isdigit() for errors in answer.context["form"].errors.values() for text in errors)  # fmt: skip


def test_a_move_is_computed_and_only_advances_count(tax, weather):
    up, down, new = (
        ranking(tax, 9, 4),
        ranking(weather, 2, 5),
        ranking(tax, None, 3, indicator="营商环境"),
    )
    assert [row.move_label for row in (up, down, new)] == ["进 5 位", "退 3 位", "上年无名次"]
    assert figure_called("rank_moves").by_year() == {2025: 1}
    assert figure_called("rank_move_units").count(date(2025, 1, 1), date(2025, 12, 31)) == 1


def test_a_figures_address_opens_exactly_its_rows(log_in, staff, tax, weather, committee):
    """Every figure of every register, with rows that it counts and rows that it does not."""
    for unit in (tax, weather):
        ranking(unit, 9, 4)
        exchange(unit)
    ranking(tax, 3, 3, indicator="营商环境")
    exchange(tax, "待核定的", state="proposed")
    exchange(tax, "去年的", held_on=date(2024, 6, 10))
    for unit in (committee, tax):
        Training.objects.create(unit=unit, kind="class", title="书记班", audience="书记", begins_on=date(2025, 3, 1))  # fmt: skip
    Honour.objects.create(unit=tax, title="省级模范机关创建示范单位", level="provincial", year=2024, awarded_on=date(2024, 6, 1))  # fmt: skip
    client, days = log_in(staff), (date(2025, 1, 1), date(2025, 12, 31))
    counted = {}
    for figure in figures():
        rows = list(figure.rows(*days))
        page = client.get(figure.href(*days)).context["page"]
        assert {row.pk for row in page} == {row.pk for row in rows}, figure.code
        counted[figure.code] = len(rows)
    assert counted["exchanges"] == 2
    assert counted["rank_moves"] == 2
    assert counted["training_class"] == 1
    assert counted["demonstration_units"] == 1
    stock = figure_called("demonstration_units")
    assert stock.count(until=date(2024, 5, 31)) == 0


def test_a_title_is_a_stock_on_a_day(tax):
    Honour.objects.create(
        unit=tax, title="省级模范机关创建示范单位", level="provincial", year=2023, awarded_on=date(2023, 6, 28),
        valid_until=date(2024, 12, 31),
    )  # fmt: skip
    stock = figure_called("demonstration_units")
    days = (date(2023, 6, 27), date(2023, 6, 28), date(2024, 12, 31), date(2025, 1, 1))
    assert [stock.count(until=day) for day in days] == [0, 1, 1, 0]


def test_units_read_what_the_committee_held_and_each_others_practices(
    log_in, officer, weather, committee, tax
):
    held = Training.objects.create(unit=committee, kind="class", title="书记班", audience="书记", begins_on=date(2025, 3, 1))  # fmt: skip
    foreign = Training.objects.create(unit=weather, kind="small", title="气象班", audience="干部", begins_on=date(2025, 3, 1))  # fmt: skip
    card = GoodPractice.objects.create(unit=weather, title="延时服务", summary="延时。", published_on=date(2025, 3, 1))  # fmt: skip
    draft = GoodPractice.objects.create(unit=weather, title="未定的", summary="未定。", published_on=date(2025, 3, 1), state="proposed")  # fmt: skip
    client = log_in(officer)
    assert {row.pk for row in client.get("/registers/trainings/").context["page"]} == {held.pk}
    assert client.get(foreign.get_absolute_url()).status_code == 404
    assert client.get(card.get_absolute_url()).status_code == 200
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.post(f"/practices/{card.pk}/adopt/", {"unit": tax.pk, "note": "窗口照此办理"})
    client.post(f"/practices/{card.pk}/adopt/", {"unit": tax.pk, "note": "再登记一次"})
    assert [row.note for row in card.adoptions.all()] == ["窗口照此办理"]
    assert "窗口照此办理" in client.get(card.get_absolute_url()).content.decode()


def test_a_unit_does_not_adopt_its_own_practice(log_in, officer, tax):
    card = GoodPractice.objects.create(unit=tax, title="延时服务", summary="延时。", published_on=date(2025, 3, 1))  # fmt: skip
    answer = log_in(officer).post(f"/practices/{card.pk}/adopt/", {"unit": tax.pk, "note": "自学"}, follow=True)  # fmt: skip
    assert "本单位的做法" in answer.content.decode()
    assert not card.adoptions.exists()


def test_a_contest_carries_its_evidence_by_lines_and_its_result(log_in, officer, staff):
    form = {"year": "2025", "title": "基层党建擂台比拼", "evidence": "工作总结\n典型案例", "result": "", "document": "", "note": ""}  # fmt: skip
    log_in(officer).post("/registers/contests/new/", form)
    entered = Contest.objects.get()
    client = log_in(staff)
    client.post(f"{entered.get_absolute_url()}confirm/")
    client.post(f"{entered.get_absolute_url()}edit/", form | {"unit": "市税务局", "result": "“好”等次", "document": "通报"})  # fmt: skip
    page = log_in(officer).get(entered.get_absolute_url()).text
    assert "工作总结<br>典型案例" in page and "“好”等次" in page


def test_what_was_held_of_a_year_is_found_by_its_kind_with_its_district(
    log_in, staff, committee, districts
):
    for kind, year in (("district_talk", 2025), ("advance", 2025), ("district_talk", 2024)):
        CommitteeEvent.objects.create(
            unit=committee, kind=kind, title=f"{year}{kind}", held_on=date(year, 4, 6), district=districts[0]
        )  # fmt: skip
    found = log_in(staff).get("/registers/events/?kind=district_talk&year=2025")
    assert [row.title for row in found.context["page"]] == ["2025district_talk"]
    assert str(districts[0]) in found.text.split("<tbody")[1]


def test_the_list_goes_out_as_it_is_filtered(log_in, staff, tax, weather):
    exchange(tax)
    exchange(weather, "气象服务的做法", level="national")
    answer = log_in(staff).get(f"{EXCHANGES}?level=national&export=exchanges")
    rows = rows_of(book_of(answer))
    assert [tuple(row[1:3]) for row in rows] == [(weather.name, "气象服务的做法")]


def test_the_page_of_a_unit_counts_its_entries(log_in, officer, tax):
    ServiceTeam.objects.create(unit=tax, name="税费服务队", task="上门", begins_on=date(2024, 3, 1))
    exchange(tax, state="proposed")
    html = log_in(officer).get(f"/units/{tax.pk}/").content.decode()
    assert f"/registers/teams/?unit={tax.pk}" in html
    assert f"/registers/exchanges/?unit={tax.pk}&amp;state=proposed" in html


def test_lists_and_the_landing_page_cost_the_same_for_few_and_many(log_in, staff, tax, weather, django_assert_max_num_queries):  # fmt: skip
    client = log_in(staff)
    for address in ("/registers/", "/registers/exchanges/", "/registers/mechanisms/", "/honours/"):
        with django_assert_max_num_queries(12) as few:
            client.get(address)
        day = timezone.localdate()
        for number in range(12):
            exchange(tax, f"做法{address}{number}", held_on=day)
            exchange(weather, f"做法{address}{number}", held_on=day)
        with django_assert_max_num_queries(len(few)):
            client.get(address)


def test_an_inspector_has_no_registers_and_a_word_nobody_declared_is_none(log_in, inspector, staff):
    for declared in registers():
        assert log_in(inspector).get(declared.url()).status_code == 404
    assert log_in(staff).get("/registers/nonsense/").status_code == 404


def test_cleaning_says_what_is_missing(tax):
    with pytest.raises(ValidationError, match="请填写队名"):
        ServiceTeam(unit=tax, name="  ", task="上门", begins_on=date(2024, 3, 1)).clean()
