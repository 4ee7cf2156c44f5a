"""The list of words is kept in the process: what a test wrote into it ends with the test."""

import pytest

from zhaotong_portal.gate import rules


@pytest.fixture(autouse=True)
def words_of_this_test():
    rules.ask_again()
    yield
    rules.ask_again()
