"""A list of units: known by code or full name, names belong to one unit, undo while nothing stands on it."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.import_world import all_units, bring_in, hand_in  # noqa: F401
from units.directory import unit_directory
from units.models import Unit, UnitAlias
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.batches import CannotUndo

HEADER = ["序号", "代码", "单位全称", "简称", "别称", "单位类型", "片区"]
NEW = [9, "T009", "昭通市统计局", "市统计局", "统计局；市调查局", "机关", "第二片区"]
SHEET = {"title": "单位名录", "header": HEADER}

pytestmark = pytest.mark.usefixtures("units")


def row(base=NEW, **cells):
    return [cells.get(f"c{n}", value) for n, value in enumerate(base)]


def codes(batch):
    return [message["code"] for message in batch.plan["messages"]]


def test_the_84_units_of_the_fixtures_are_all_known(db, administrator, request):
    Unit.objects.all().delete()
    request.getfixturevalue("all_units")
    content = (settings.FIXTURES / "units.csv").read_bytes()
    batch = batches.take_upload(SimpleUploadedFile("units.csv", content), administrator)
    assert (batch.kind, batch.counts["rows"], batch.counts["unchanged"]) == ("units", 84, 84)


def test_a_new_unit_comes_with_its_names_and_lists_find_it_by_each(administrator, districts):
    batch = bring_in(administrator, [NEW], **SHEET)
    assert (batch.kind, batch.counts["create"]) == ("units", 1)
    unit = Unit.objects.get(code="T009")
    assert (unit.name, unit.short_name, unit.kind) == (
        "昭通市统计局",
        "市统计局",
        "party_government",
    )
    assert (unit.district, unit.protocol_order) == (districts[1], 9)
    assert "tongjiju" in unit.pinyin
    for name in ("昭通市统计局", "市统计局", "统计局", "市调查局"):
        assert unit_directory().resolve(name).key == unit.pk
    assert hand_in(administrator, [NEW], **SHEET).counts["unchanged"] == 1


def test_a_unit_without_code_or_short_name_gets_the_next_free_code(administrator):
    bring_in(administrator, [row(c0="", c1="", c3="", c4="")], **SHEET)
    unit = Unit.objects.get(name="昭通市统计局")
    assert (unit.code, unit.short_name, unit.protocol_order) == ("ZT001", "昭通市统计局", 5)


def test_a_known_code_renames_and_the_old_names_stay_understood(administrator, finance):
    renamed = [2, finance.code, "昭通市财政与国资局", "市财政国资局", "", "机关", "第二片区"]
    batch = hand_in(administrator, [renamed], **SHEET)
    assert batch.plan["rows"][0]["changes"] == {
        "全称": ["昭通市财政局", "昭通市财政与国资局"],
        "简称": ["市财政局", "市财政国资局"],
        "片区": ["第一片区", "第二片区"],
    }
    batches.commit(batch.pk, administrator)
    finance.refresh_from_db()
    assert (finance.name, finance.district.name) == ("昭通市财政与国资局", "第二片区")
    assert unit_directory().resolve("市财政局").key == finance.pk
    entry = AuditEntry.objects.get(action="unit.imported")
    assert (entry.actor, entry.object_id) == (administrator, finance.pk)


def test_an_empty_cell_erases_nothing(administrator, tax):
    batch = hand_in(administrator, [["", "", tax.name, "", "", "", ""]], **SHEET)
    assert batch.counts["unchanged"] == 1
    assert list(tax.aliases.values_list("text", flat=True)) == ["税务局"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"c5": "机构"}, "bad_unit_kind"),
        ({"c5": ""}, "missing_unit_kind"),
        ({"c6": "第十片区"}, "bad_district"),
        ({"c6": ""}, "missing_district"),
        ({"c3": "市税务局"}, "name_taken"),
        ({"c4": "市财政局"}, "name_taken"),
        ({"c1": "T001", "c2": "昭通市财政局"}, "two_units"),
        ({"c3": "统" * 51}, "too_long"),
    ],
)
def test_a_row_that_cannot_be_true_is_refused_with_a_sentence(administrator, cells, code):
    before = Unit.objects.count(), UnitAlias.objects.count()
    batch = bring_in(administrator, [row(**cells)], skip_errors=True, **SHEET)
    assert (batch.counts["error"], codes(batch)) == (1, [code])
    assert batch.plan["messages"][0]["text"].endswith("。")
    assert (Unit.objects.count(), UnitAlias.objects.count()) == before


def test_one_name_or_code_for_two_rows_of_the_file_is_refused(administrator):
    other = row(c1="T010", c2="昭通市调查队", c3="市调查队", c4="统计局")
    batch = hand_in(administrator, [NEW, other], **SHEET)
    assert codes(batch) == ["name_taken"]
    other = row(c2="昭通市调查队", c3="市调查队", c4="")
    batch = hand_in(administrator, [NEW, other], **SHEET)
    assert codes(batch) == ["duplicate_row"]


def test_undo_takes_new_units_away_and_gives_old_names_back(administrator, finance):
    renamed = [2, finance.code, "昭通市财政与国资局", "市财政国资局", "", "机关", "第二片区"]
    batch = bring_in(administrator, [NEW, renamed], **SHEET)
    batches.undo(batch.pk, administrator)
    finance.refresh_from_db()
    assert (finance.name, finance.short_name) == ("昭通市财政局", "市财政局")
    assert not Unit.objects.filter(code="T009").exists()
    assert list(UnitAlias.objects.values_list("text", flat=True)) == ["税务局"]


def test_undo_is_refused_once_somebody_works_in_a_new_unit(administrator):
    from tests.people import make_person
    from units.models import Role

    batch = bring_in(administrator, [NEW], **SHEET)
    make_person("new", "孙某戊", Role.OFFICER, unit=Unit.objects.get(code="T009"))
    with pytest.raises(CannotUndo, match="1个单位有事项、报告或人员"):
        batches.undo(batch.pk, administrator)
    assert Unit.objects.filter(code="T009").exists()
