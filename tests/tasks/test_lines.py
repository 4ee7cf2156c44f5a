"""One line of a month: what it shows before it is touched, what may be written, and who was faster."""

import pytest

from tasks.lines import EntryConflict, EntryErrors, answer_remark, last_known, save_line
from tasks.models import ItemProgress, Light, Remark
from tasks.opening import open_month
from tasks.workflows.report import return_for_correction
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, at, fresh, service_item
from zhaotong_portal.workflow import NotAllowed, StateChanged


def save(line, actor, **fields):
    return save_line(line.pk, actor, fields, fields.pop("version", fresh(line).version))


def test_it_shows_the_last_known_line_until_somebody_edits_it(line, officer, clock):
    save(line, officer, percent="80", text="覆盖 9 个县。", light=Light.AT_RISK, reason="人手不足")
    clock.move_to(at(12, 1))
    open_month(NOVEMBER.next())
    december = ItemProgress.objects.get(item=line.item, period=NOVEMBER.next())
    known = last_known([line.item], NOVEMBER.next())[line.item_id]
    assert december.percent is None
    assert (known.percent, known.light, known.text, known.reason) == (80, "at_risk", "覆盖 9 个县。", "人手不足")  # fmt: skip
    # October's line is live: corrected later, December shows the correction.
    save(line, officer, percent="82")
    assert last_known([line.item], NOVEMBER.next())[line.item_id].percent == 82


def test_the_first_edit_takes_over_what_was_shown(line, officer):
    saved = save(line, officer, text="新增镇雄服务点。")
    assert (saved.percent, saved.light, saved.edited_by) == (75, Light.ON_TRACK, officer)


def test_no_change_in_one_key(line, officer):
    saved = save(line, officer, unchanged=True)
    assert (saved.unchanged, saved.percent) == (True, 75)
    saved = save(line, officer, percent=76)
    assert saved.unchanged is False, "typed over, it is no longer unchanged"


@pytest.mark.parametrize(
    ("typed", "stored"), [("80", 80), (" ８０％ ", 80), ("", None), ("0", 0), ("100", 100)]
)
def test_a_percent_as_people_type_it(line, officer, typed, stored):
    assert save(line, officer, percent=typed).percent == stored


@pytest.mark.parametrize("typed", ["120", "-1", "八成", "80.5", "9" * 40])
def test_a_percent_that_is_none_is_refused_beside_its_field(line, officer, typed):
    with pytest.raises(EntryErrors) as refused:
        save(line, officer, percent=typed, text="这句话不应丢")
    assert "0 到 100" in refused.value.errors["percent"]
    assert fresh(line).edited_at is None, "nothing half-saved"


def test_a_text_of_a_hundred_thousand_characters_is_refused_with_its_length(line, officer):
    with pytest.raises(EntryErrors, match="4,000 字，现有 100,000 字"):
        save(line, officer, text="长" * 100_000)


def test_every_fault_of_a_line_is_told_at_once(line, officer):
    with pytest.raises(EntryErrors) as refused:
        save(line, officer, percent="120", light="purple", reason="长" * 5000)
    assert set(refused.value.errors) == {"percent", "light", "reason"}


def test_done_means_a_hundred_percent(line, officer):
    with pytest.raises(EntryErrors, match="报结的事项进度应为 100%"):
        save(line, officer, claims_done=True, percent=90)
    assert save(line, officer, claims_done="1", percent=100).claims_done


def test_control_characters_and_foreign_line_ends_are_tidied(line, officer):
    assert save(line, officer, text="一\r\n二\x00三\x07").text == "一\n二三"


def test_the_slower_of_two_windows_gets_both_texts(line, officer, secretary):
    save(line, officer, text="党务干部的文字", version=0)
    with pytest.raises(EntryConflict) as conflict:
        save(line, secretary, text="书记的文字", version=0)
    assert conflict.value.mine["text"] == "书记的文字"
    assert conflict.value.theirs["text"] == "党务干部的文字"
    assert conflict.value.by == "王示例"
    assert save(line, secretary, text="书记的文字", version=conflict.value.version).text == "书记的文字"  # fmt: skip


def test_the_same_saved_twice_is_saved_once(line, officer):
    first = save(line, officer, text="同一句", version=0)
    again = save(line, officer, text="同一句", version=0)
    assert (first.version, again.version) == (1, 1)


def test_nobody_else_writes_in_it(line, staff, other_officer, auditor):
    with pytest.raises(NotAllowed):
        save(line, staff, percent=80)
    with pytest.raises(NotAllowed):
        save(line, auditor, percent=80)
    with pytest.raises(ItemProgress.DoesNotExist):
        save(line, other_officer, percent=80)


def test_nothing_slips_in_behind_a_signature(submitted, line, officer):
    with pytest.raises(StateChanged, match="李示例 签名报送"):
        save(line, officer, percent=99)


def test_an_answer_to_a_remark(submitted, line, officer, staff, other_officer):
    return_for_correction(submitted.pk, staff, {line: "请写明人数"})
    remark = Remark.objects.get()
    with pytest.raises(Remark.DoesNotExist):
        answer_remark(remark.pk, other_officer, "不是我的")
    with pytest.raises(EntryErrors):
        answer_remark(remark.pk, officer, "长" * 5000)
    assert answer_remark(remark.pk, officer, "312 人").answered_by == officer


def test_an_item_never_reported_on_stands_as_its_list_says(tax, clock):
    item = service_item(tax, "新事项", percent=30)
    assert last_known([item], NOVEMBER)[item.pk].percent == 30
