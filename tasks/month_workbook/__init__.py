"""The month's report as a workbook (P3): down, filled in offline, up, with the same checks as the page."""
