"""三年行动 headline figures: what each counts, in which span of time, and how it is written. Knows no model.

Apps register what they hold (`registry.py`); the page, the command and the Word report ask `counting.values_of`.
"""
