"""Numbers of people among the numbers that offices write. All of them are invented; check digits are computed here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaotong_portal.gate.cards import bank_cards, passes_luhn
from zhaotong_portal.gate.identity import check_digit, identity_numbers
from zhaotong_portal.gate.phones import mobile_phones
from zhaotong_portal.gate.plain import plain


def identity(first17):
    return first17 + check_digit(first17)


def card(first):
    return next(first + d for d in "0123456789" if passes_luhn(first + d))


ID = identity("53060219900101123")
ID_X = next(n for k in range(1000) if (n := identity(f"53060219900101{k:03}")).endswith("X"))
CARD16, CARD19 = card("622848001234567"), card("622202100100123456")


def found(finder, text):
    return [text[start:end] for start, end in finder(plain(text))]


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (f"身份证号{ID}", ID),
        (f"张某，{ID_X}，已核实", ID_X),
        (f"证件号：{ID_X.lower()}。", ID_X.lower()),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]}", f"{ID[:6]} {ID[6:14]} {ID[14:]}"),
        (f"{ID[:6]}-{ID[6:14]}-{ID[14:]}", f"{ID[:6]}-{ID[6:14]}-{ID[14:]}"),
        (" ".join(ID), " ".join(ID)),
        ("".join(chr(ord(c) + 0xFEE0) for c in ID), "".join(chr(ord(c) + 0xFEE0) for c in ID)),
        (f"{ID_X[:17]} X", f"{ID_X[:17]} X"),
        (f"0870-2123456 {ID}", ID),
        (f"{ID[:10]}\n{ID[10:]}", f"{ID[:10]}\n{ID[10:]}"),
        ("原证件530602750412081", "530602750412081"),
        ("530602 750412 081", "530602 750412 081"),
    ],
)
def test_identity_numbers(text, piece):
    assert found(identity_numbers, text) == [piece]


@pytest.mark.parametrize(
    "text",
    [
        ID[:17] + ("1" if ID[17] != "1" else "2"),  # the check digit is wrong
        "530602199013011234",  # no such month
        "统一社会信用代码11530600015124789X",
        "统一社会信用代码91530600MA6K3B7X4P",
        "信用代码12530600431270123N",
        "编号530602750412081",
        "合同号：530602750412081",
        "投资530602750412081元",
        "530602991345081",  # fifteen digits without a day
        f"{ID}12",  # twenty digits
        f"1{ID}",
        f"MA{ID}",
        "2025-11-24 2025-11-25 1234",
        "昭直党提〔2025〕12号",
        "12,345,678,901,234,567.89 元",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
    ],
)
def test_other_long_numbers_are_no_identity(text):
    assert found(identity_numbers, text) == []


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("联系人李某13812345678", "13812345678"),
        ("电话：138-1234-5678", "138-1234-5678"),
        ("138 1234 5678。", "138 1234 5678"),
        ("１３８１２３４５６７８", "１３８１２３４５６７８"),
        ("+86 13812345678", "13812345678"),
        ("+8613812345678", "13812345678"),
        ("(86)138 1234 5678", "138 1234 5678"),
        ("86-138-1234-5678", "138-1234-5678"),
        ("0086 19912345678", "19912345678"),
        ("Tel13812345678", "13812345678"),
        ("1381234 5678", "1381234 5678"),
        ("138.1234.5678", "138.1234.5678"),
        ("2025-11-24 13812345678", "13812345678"),
    ],
)
def test_mobile_phones(text, piece):
    assert found(mobile_phones, text) == [piece]


@pytest.mark.parametrize(
    "text",
    [
        "0870-2123456",
        "（0870）2123456",
        "拨打12345热线、12380举报电话",
        "12812345678",
        "023812345678901",
        "资金13812345678元",
        "完成投资13812345678.90元",
        "¥13812345678",
        "13812345678平方米",
        "编号13812345678",
        "受理号：13812345678",
        "A13812345678",
        "13812345678A",
        "138123456789",
        "138 1234\n5678",
        "1381 2345 67 8",
        "2025 11 24 138",
        "400-800-8820",
    ],
)
def test_other_numbers_are_no_mobile_phone(text):
    assert found(mobile_phones, text) == []


@pytest.mark.parametrize("shape", ["{0}", "账号：{0}", "卡号{0}，户名某某"])
@pytest.mark.parametrize("number", [CARD16, CARD19])
def test_bank_cards(shape, number):
    assert found(bank_cards, shape.format(number)) == [number]


def test_bank_cards_in_groups_of_four():
    parted = " ".join(CARD19[k : k + 4] for k in range(0, 19, 4))
    assert found(bank_cards, f"转入{parted}") == [parted]


@pytest.mark.parametrize(
    "text",
    [
        CARD16[:-1] + str((int(CARD16[-1]) + 1) % 10),
        f"流水号{CARD19}",
        f"订单号：{CARD16}",
        f"{CARD16}元",
        card("522848001234567890"[:17]),  # eighteen digits as credit codes have them
        "1234567890123456",
        f"A{CARD16}",
    ],
)
def test_other_numbers_are_no_card(text):
    assert found(bank_cards, text) == []


@given(st.integers(0, 10**17), st.sampled_from([10, 12, 13, 14, 20, 22]))
def test_numbers_of_another_length_are_nobodys(number, length):
    text = f"累计{str(number).zfill(length)[:length]}。"
    if not text[2:].startswith("86"):
        assert not [*found(identity_numbers, text), *found(bank_cards, text)]
