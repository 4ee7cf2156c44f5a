"""Importers of this app's kinds: findings.py with templates.py; honours.py with honour_kind.py and honour_template.py."""
