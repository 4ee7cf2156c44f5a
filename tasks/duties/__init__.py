"""责任清单 in three layers (B5–B7, W16).

merging.py    pure: which duties a unit owes, of what is written for all, for its kind, and for itself
issuing.py    the difference between what is written and what the units hold; issuing it tells those it touches
writing.py    the committee writes, revises and ends duties; last year's list as a beginning
fulfilling.py the unit says what it did, and that it has seen a change
"""
