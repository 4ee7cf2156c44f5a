"""Every list goes out to Excel again: at once when it is short, in the background when it is long.

tables.py     what a page shows, as tables to export
respond.py    the answer to `?export=CODE`: the workbook, or the page of exports
workbook.py   a table as xlsx, printed as offices print it
models.py     one long export; background.py its life; jobs.py what Celery and beat call
"""
