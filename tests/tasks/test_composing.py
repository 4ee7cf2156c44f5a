"""Composing a sheet is pure: no test here touches the database."""

from datetime import date

from tasks.composing import (
    Figures,
    ItemFact,
    Occasion,
    ReportFact,
    UnitFacts,
    closing_sentence,
    compose,
    differences,
)
from tasks.sheet_sources import SheetFact
from tests.tasks.figures_world import NOVEMBER, at

TODAY = date(2026, 11, 6)
DUE = at("2026-12-03 18:00")


def occasion(**fields):
    return Occasion(
        **{
            "period": NOVEMBER,
            "today": TODAY,
            "ask_until": date(2026, 11, 30),
            "coming_up_until": date(2026, 12, 6),
            **fields,
        }
    )


def item(pk, title, deadline, percent=0):
    return ItemFact(pk, title, date.fromisoformat(deadline), percent)


def sheet(facts=None, **fields):
    return compose(facts or UnitFacts(**{"month_due_at": DUE, **fields}), occasion())


def texts(draft):
    return [f"{line.heading}{line.text}" for line in draft.lines]


def test_the_opening_says_how_the_unit_stands():
    draft = sheet(figures=Figures(total=20, on_track=17, done=1, slow=0, overdue=2))
    assert draft.opening == (
        "截至10月底，你单位20个事项中17项正常推进，1项已完成，2项已逾期。"
        "现将本月需关注的事项提示如下。"
    )


def test_a_unit_where_all_goes_well_is_told_so():
    assert "你单位8个事项均正常推进" in sheet(figures=Figures(total=8, on_track=8)).opening


def test_a_unit_without_items_is_not_counted_as_nought_of_nought():
    assert "你单位尚无年度事项" in sheet().opening


def test_an_overdue_item_says_days_and_times_prompted():
    facts = UnitFacts(items=(item(7, "青年税务宣讲进校园", "2026-10-31"),), prompted={"item:7": 1})
    line = sheet(facts).lines[0]
    assert line.heading == "“青年税务宣讲进校园”"
    assert line.text == (
        "原定10月31日完成，已逾期6天，本单第2次提示。请于11月30日前完成或申请调整时限。"
    )
    assert (line.condition, line.times_carried, line.due_on) == (
        "item_overdue",
        1,
        date(2026, 11, 30),
    )


def test_a_deadline_today_is_due_and_not_overdue():
    line = sheet(items=(item(1, "开放日", "2026-11-06", 60),)).lines[0]
    assert line.condition == "item_due"
    assert line.text.startswith("应于11月6日前完成，目前进度60%。")


def test_what_comes_after_the_next_weeks_is_not_on_the_sheet():
    near, far = item(1, "近期", "2026-12-06"), item(2, "远期", "2026-12-07")
    assert [line.item_id for line in sheet(items=(near, far)).lines] == [1, None]


def test_lines_stand_in_the_order_of_urgency():
    draft = sheet(
        items=(
            item(1, "逾期的", "2026-10-31"),
            item(2, "本月的", "2026-11-20"),
            item(3, "将到的", "2026-12-02"),
        ),
        report=ReportFact(NOVEMBER.previous(), False, at("2026-11-04 18:00")),
        added=(
            SheetFact(
                unit_id=1,
                condition="finding",
                subject_key="finding:1",
                heading="问题整改",
                text="请整改。",
            ),
        ),
    )
    assert [line.condition for line in draft.lines] == [
        "item_overdue",
        "item_due",
        "report_missing",
        "finding",
        "item_coming_up",
        "month_report",
    ]


def test_a_report_that_never_came_is_asked_for():
    draft = sheet(report=ReportFact(NOVEMBER.previous(), False, at("2026-11-04 18:00")))
    assert texts(draft)[0] == (
        "10月月度填报应于11月4日18时前签发，至今尚未报送。请尽快补报，并由党组织书记签发。"
    )


def test_a_returned_report_names_its_own_due_moment_while_that_is_ahead():
    due = ReportFact(NOVEMBER.previous(), True, at("2026-11-09 18:00"))
    over = ReportFact(NOVEMBER.previous(), True, at("2026-11-05 18:00"))
    assert "请于11月9日18时前补正并重新签发。" in texts(sheet(report=due))[0]
    assert "请尽快补正并重新签发。" in texts(sheet(report=over))[0]


def test_staff_write_the_common_part_once():
    draft = compose(UnitFacts(month_due_at=DUE), occasion(common=" 持续落实“第一议题”制度 "))
    assert texts(draft) == [
        "本月共同事项请于12月3日18时前完成11月月度填报并由党组织书记签发。持续落实“第一议题”制度。"
    ]


def test_an_exempt_unit_is_not_asked_for_the_month():
    assert sheet(UnitFacts()).lines == ()
    assert sheet(UnitFacts()).opening.endswith("本月没有需要提示的事项。")
    only_text = compose(UnitFacts(), occasion(common="请学习通知。"))
    assert [(line.condition, line.text) for line in only_text.lines] == [("notice", "请学习通知。")]


def test_january_looks_back_at_last_years_december():
    january = NOVEMBER.shift(2)
    draft = compose(UnitFacts(), occasion(period=january, today=date(2027, 1, 8)))
    assert draft.opening.startswith("截至2026年12月底，")


def test_a_new_version_names_the_sheet_it_replaces():
    assert sheet(replaces="昭直党提〔2026〕3号").opening.startswith(
        "原昭直党提〔2026〕3号工作提示单已收回，以本单为准。"
    )


def test_a_ledger_that_names_a_thing_twice_gets_one_line():
    twice = [
        SheetFact(unit_id=1, condition="finding", subject_key="finding:1", heading=h, text="。")
        for h in ("先", "后")
    ]
    assert [line.heading for line in sheet(added=tuple(twice)).lines][:-1] == ["先"]


def test_a_long_title_does_not_run_over_the_page():
    heading = sheet(items=(item(1, "长" * 400, "2026-10-31"),)).lines[0].heading
    assert len(heading) == 82 and heading.endswith("…”")


def test_days_that_pass_are_no_change_but_facts_are():
    old = sheet(items=(item(1, "甲", "2026-10-31"), item(2, "乙", "2026-11-06")))
    new = compose(
        UnitFacts(items=(item(1, "甲", "2026-10-31"),), month_due_at=DUE),
        occasion(today=date(2026, 11, 9)),
    )
    assert differences(old.lines, new) == ["不再提示：“乙”"]
    later = compose(
        UnitFacts(
            items=(item(2, "乙", "2026-11-06"), item(3, "丙", "2026-11-20")), month_due_at=DUE
        ),
        occasion(today=date(2026, 11, 9)),
    )
    assert differences(old.lines, later) == ["情形变化：“乙”", "新增：“丙”", "不再提示：“甲”"]


def test_the_sheet_asks_for_no_paper_back():
    assert closing_sentence(2) == (
        "请于收到后2个工作日内在平台签收，办理情况随月度填报一并反映，不另行书面报送。"
    )
