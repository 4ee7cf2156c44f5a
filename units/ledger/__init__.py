"""The base ledger (基础台账): party organisations and what is registered about them, one module a ledger.

ledger.py     what every one of them declares: columns, filter, form; shown, exported and corrected in one way
keeping.py    entering and correcting a row, audited; who may write for which unit
filters.py    the filters that all of them share
tabs.py       the ledgers as tabs of one page, so that the header does not grow
"""
