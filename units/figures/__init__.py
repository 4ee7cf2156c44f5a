"""What the base ledger counts, for pages and for the apps above.

ledger.py   the ledger-fed indicators of the glossary §4: how many, by unit and month, and which rows
grades.py   分类定级: shares of each grade by year, percentage points between years, who moved where
"""
