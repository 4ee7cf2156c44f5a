"""Importers of this app's kinds, each with its template.

units.py          units                                 kinds.py           the organisations' words
organisations.py  party organisations: plan, write      organisation_rows.py, organisation_tree.py  rows, parents
people.py         people: plan, write                   person_rows.py, person_changes.py, person_undo.py
appointing.py     what a row does to appointments       roles.py, usernames.py   roles by name, login names
undoing.py        whether it still stands as written    templates.py       the lists to be filled in
"""
