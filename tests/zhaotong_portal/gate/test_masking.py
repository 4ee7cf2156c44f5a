"""What is hidden stays as long as it was, and what was hidden once passes the gate."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.zhaotong_portal.gate.test_numbers import CARD19, ID, ID_X
from zhaotong_portal.gate.masking import masked
from zhaotong_portal.gate.rules import Rules
from zhaotong_portal.gate.spans import Kind, Level

LEVELS = {
    Kind.SECRECY_MARK: "refuse",
    Kind.IDENTITY_NUMBER: "mask",
    Kind.BANK_CARD: "mask",
    Kind.MOBILE_PHONE: "mask",
}
RULES = Rules.of(LEVELS)


def mask(text, rules=RULES):
    while spans := [span for span in rules.find(text) if span.level == Level.MASK]:
        text = masked(text, spans)
    return text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("电话13812345678", "电话138****5678"),
        ("138-1234-5678", "138-****-5678"),
        (ID, f"{ID[:6]}********{ID[-4:]}"),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]}", f"{ID[:6]} ******** {ID[14:]}"),
        ("530602750412081", "530602******081"),
        (CARD19, f"{CARD19[:4]}***********{CARD19[-4:]}"),
        ("机密★10年", "机密★10年"),
        ("0870-2123456", "0870-2123456"),
    ],
)
def test_what_is_left_in_sight(text, hidden):
    assert mask(text) == hidden


PIECES = st.sampled_from(
    ["13812345678", "138 1234 5678", "1381 2345 678", ID, ID_X, CARD19, "530602750412081", " ", "-", "，", "\n",
     "张某", "2025", "1391", "12", "8", "0870-2123456", "元", "电话：", "１３８１２３４５６７８", "机密★"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
def test_masked_text_passes_the_gate_and_keeps_its_length(text):
    once = mask(text)
    assert len(once) == len(text)
    assert not [span for span in RULES.find(once) if span.level == Level.MASK]
    assert mask(once) == once


@given(st.lists(PIECES | st.text(max_size=6), max_size=12).map("".join))
def test_the_quick_look_misses_nothing(text):
    """`quick` spares the finders most texts: none may be spared that they would have found something in."""
    slow = Rules(RULES.levels, RULES.words, None, re.compile(""))
    assert RULES.find(text) == slow.find(text)


def test_a_text_without_anything_costs_one_look():
    assert RULES.find("11月召开党组会2次，集中学习36人次，完成率80%。") == []


def test_of_two_that_overlap_one_is_told():
    [span] = RULES.find(f"卡号{CARD19}")
    assert span.kind == Kind.BANK_CARD


def test_a_finder_can_be_switched_off():
    off = Rules.of({**LEVELS, Kind.MOBILE_PHONE: ""})
    assert off.find("13812345678") == []
    assert off.find(ID)


class TestWords:
    rules = Rules.of(
        LEVELS,
        [
            ("问题线索", "warn"),
            ("病历号", "mask"),
            ("机要文件全文", "refuse"),
            ("密级样式为（机密）", ""),
        ],
    )

    @pytest.mark.parametrize(
        ("text", "level"),
        [
            ("移送问题线索1条", "warn"),
            ("问 题 线 索", "warn"),
            ("病历号", "mask"),
            ("机要文件全文", "refuse"),
        ],
    )
    def test_words_have_their_level(self, text, level):
        assert [span.level for span in self.rules.find(text)] == [level]

    def test_a_word_is_hidden_whole(self):
        assert mask("某某病历号", self.rules) == "某某＊＊＊"

    def test_an_allowed_phrase_is_no_mark_and_nothing_else_is_allowed(self):
        assert self.rules.find("密级样式为（机密）") == []
        assert self.rules.find("文件（机密）")
        assert self.rules.find("密级样式为（机密），另有13812345678")
