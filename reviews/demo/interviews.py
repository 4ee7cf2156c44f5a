"""8 约谈 over 2023–2025, from the talk to the check of what was promised, and who of the committee may look at them."""

from datetime import date, timedelta

from reviews.models import Interview, InterviewReader, InterviewState

A_YEAR = {2023: 3, 2024: 3, 2025: 2}
CHECKED_AFTER = timedelta(days=90)


def create_interviews(people, units, first_year, today):
    InterviewReader.objects.bulk_create(
        InterviewReader(person=person, begins_on=date(2023, 1, 1), basis="工委会议确定（演示数据）")
        for person in (people.staff, people.leaders[0])
    )
    ordinary = [unit for unit in units if not unit.is_committee]
    rows = [
        _interview(people, ordinary[(number * 11 + year) % len(ordinary)], year, number, today)
        for year, count in A_YEAR.items()
        for number in range(max(1, count * len(units) // 84))
        if first_year <= year
    ]
    Interview.objects.bulk_create(row for row in rows if row.held_on <= today)


def _interview(people, unit, year, number, today):
    held_on = date(year, 12, 20 + number)
    check_on = held_on + CHECKED_AFTER
    checked = check_on <= today
    return Interview(
        unit=unit, year=year, grade="一般", secretary=people.secretaries[unit.pk].name,
        state=InterviewState.CHECKED if checked else InterviewState.HELD,
        notified_on=held_on - timedelta(days=2), notice="请准备述职评议问题的整改打算（演示）。", planned_on=held_on,
        held_on=held_on, held_by="孙领示例", summary="指出述职评议中的问题，提出整改要求和时限。",
        promise="三个月内完成反馈问题整改，每月听取一次党支部工作汇报。", check_on=check_on,
        checked_on=check_on if checked else None,
        check_result="反馈问题已整改，承诺事项已落实。" if checked else "", entered_by=people.staff,
    )  # fmt: skip
