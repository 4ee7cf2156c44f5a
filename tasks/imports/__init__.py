"""Importers of this app's kinds, each with its template.

items.py             what lists of work items share    service_items.py, led_projects.py, key_tasks.py   the kinds
deadlines.py         another deadline is a request     undoing.py          when a batch may be taken back
progress.py          lines of a month's reports        templates.py        templates of items and of progress
indicator_values.py  values of a month's grid          indicator_value_kind.py, indicator_cells.py, indicator_undo.py,
                                                       value_template.py   its words, cells, way back, template
history.py           totals of earlier years           history_kind.py     its words
figure_names.py      indicators by the names that lists give them
"""
