"""Importers of this app's kinds: service items, led projects, key tasks."""
