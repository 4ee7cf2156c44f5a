"""Workflows of the app: tables of moves and what they do."""
