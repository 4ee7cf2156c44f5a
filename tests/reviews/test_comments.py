"""What a unit reads of comments: after the day's end, in whole groups, without numbers and names."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from reviews.comments import groups_for_unit, waiting_count
from reviews.masking import masked
from tests.reviews.rating_world import store


@pytest.fixture
def today():
    return timezone.localdate()


def texts(groups):
    return [list(group.texts) for group in groups]


def test_four_comments_wait_and_the_fifth_shows_all_five_without_order(point, tax, today):
    for number in (4, 2, 3, 1):
        store(point, 5, today - timedelta(days=9 - number), comment=f"意见{number}")
    assert groups_for_unit(tax) == [] and waiting_count(tax) == 4
    store(point, 1, today - timedelta(days=1), comment="意见0")
    assert texts(groups_for_unit(tax)) == [["意见0", "意见1", "意见2", "意见3", "意见4"]]
    assert waiting_count(tax) == 0


def test_comments_of_today_wait_for_the_end_of_the_day(point, tax, today):
    for number in range(6):
        store(point, 5, today, comment=f"意见{number}")
    assert groups_for_unit(tax) == [] and waiting_count(tax) == 6


def test_a_group_once_shown_never_changes_when_more_comments_come(point, tax, today):
    for number in range(5):
        store(point, 5, today - timedelta(days=9), comment=f"甲{number}")
    before = groups_for_unit(tax)
    for number in range(7):
        store(point, 5, today - timedelta(days=3), comment=f"乙{number}")
    after = groups_for_unit(tax)
    assert after[-1] == before[0]
    assert len(after[0].texts) == 7  # a day is never split


def test_ratings_without_words_and_excluded_ones_fill_no_group(point, tax, today):
    day = today - timedelta(days=2)
    for _ in range(9):
        store(point, 5, day)
    for number in range(5):
        store(point, 5, day, comment=f"意见{number}", is_excluded=number == 0)
    assert groups_for_unit(tax) == [] and waiting_count(tax) == 4


def test_the_units_own_people_are_masked_by_name(point, tax, officer, today):
    for number in range(5):
        store(point, 5, today - timedelta(days=2), comment=f"{number}号窗口{officer.name}很耐心")
    assert all("王＊＊很耐心" in text for text in groups_for_unit(tax)[0].texts)


@pytest.mark.parametrize(
    "said, shown",
    [
        ("请回电0870-0000000", "请回电＊＊"),
        ("我的手机138 0000 0000，谢谢", "我的手机＊＊，谢谢"),
        ("电话１３８００００００００", "电话＊＊"),
        ("幺三八零零零零零零零零", "＊＊"),
        ("身份证53210119900101001X", "身份证＊＊"),
        ("写信到 a.b@example.invalid 吧", "写信到 ＊＊ 吧"),
        ("微信号：abc_12345", "微信号：＊＊"),
        ("我叫赵某甲，等了很久", "我叫赵＊＊，等了很久"),
        ("窗口的王主任和李某乙同志态度好", "窗口的王＊＊主任和李＊＊同志态度好"),
        ("11月30日等了2小时，3号窗口", "11月30日等了2小时，3号窗口"),
        ("办事很快，谢谢。", "办事很快，谢谢。"),
    ],
)
def test_numbers_and_names_are_masked_and_the_rest_is_left(said, shown):
    assert masked(said) == shown


def test_the_newest_groups_come_first_and_old_ones_fall_off(point, tax):
    for month in (1, 2, 3):
        for number in range(5):
            store(point, 5, date(2025, month, 1), comment=f"{month}月{number}")
    groups = groups_for_unit(tax, most=2)
    assert [group.first.month for group in groups] == [3, 2]
