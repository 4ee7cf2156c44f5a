"""The small sum that a phone does while its owner reads (H11): the portal's own, no outside service, no person asked.

A program that stuffs the box must do it for each page; a phone without JavaScript need not, and is slowed earlier
instead (settings). The sum belongs to the page's signed number, which rates once.
"""

import hashlib
import re

from django.conf import settings

ANSWER = re.compile(r"[0-9]{1,12}")


def is_solved(page_number, answer) -> bool:
    if not ANSWER.fullmatch(answer or ""):
        return False
    digest = hashlib.sha256(f"{page_number}:{answer}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - settings.RATING_WORK_BITS) == 0


def solve(page_number) -> str:
    """What the phone does (static/rate.js); here for tests and the benchmark."""
    answer = 0
    while not is_solved(page_number, str(answer)):
        answer += 1
    return str(answer)
