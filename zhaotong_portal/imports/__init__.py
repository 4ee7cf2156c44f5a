"""From an uploaded workbook to rows in the database: batch, plan, preview, commit.

This package knows batches and plans; each app registers an importer for the kinds it owns.
"""
