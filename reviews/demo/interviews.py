"""8 约谈 over 2023–2025 with invented names, and who of the committee may look at them."""

from datetime import date

from reviews.demo.chance import invented_name
from reviews.models import Interview, InterviewReader

A_YEAR = {2023: 3, 2024: 3, 2025: 2}


def create_interviews(rng, people, units, first_year, today):
    InterviewReader.objects.bulk_create(
        InterviewReader(person=person, begins_on=date(2023, 1, 1), basis="工委会议确定（演示数据）")
        for person in (people.staff, people.leaders[0])
    )
    ordinary = [unit for unit in units if not unit.is_committee]
    rows = [
        Interview(
            unit=ordinary[(number * 11 + year) % len(ordinary)], year=year, grade="一般",
            secretary=invented_name(rng), held_on=date(year, 12, 20 + number), held_by="孙领示例",
            summary="指出述职评议中的问题，提出整改要求和时限。", entered_by=people.staff,
        )
        for year, count in A_YEAR.items()
        for number in range(max(1, count * len(units) // 84))
        if first_year <= year
    ]  # fmt: skip
    Interview.objects.bulk_create(row for row in rows if row.held_on <= today)
