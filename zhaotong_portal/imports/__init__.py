"""From an uploaded workbook to rows in the database: batch, plan, preview, commit, undo.

This package knows batches and plans; each app registers an importer for the kinds it owns. docs/architecture.md draws
the life of a batch. Start reading at batches.py.

The life of a batch
    models.py         the batch, its states, its job          keeping.py      an upload becomes a batch
    batches.py        read, preview, commit, undo, cancel     permission.py   who may
    asking.py         what pages ask for: now, or by a worker bounds.py       how large a file may be
    background.py     the job on the batch's row: one claim   running.py      a worker's run of it
    progress_file.py  how far it is, and the wish to stop     progress_page.py  the same, for the page
    later_edits.py    what speaks against taking it back      marking.py      the sender's workbook, faults marked

A kind of list: what an app registers
    registry.py       importers, and the directory of units   plan.py         what becomes of each row
    ledgers.py        an importer for plain ledgers           inserting.py    very many new rows
    faults.py, once.py, sameness.py, row_keys.py, joins.py, near.py, as_read.py, portions.py
                      the questions that importers share: is it valid, said before, the same, which existing row
    templates.py      the lists as workbooks to be filled in

The preview, and what is decided on it
    preview.py        the rows and counts of the page         understood.py   its columns, and what is asked of them
    mending.py        cells that can be mended                asked_names.py  units that nobody knows
    seen_columns.py, headerless.py, places.py, batch_words.py
                      what a batch keeps of its file, and how that is said
    fields.py         names of the form's inputs, and back    deciding.py     decisions checked, kept, audited
    choices.py        decisions of one file                   meanings.py     decisions that hold for later lists

Pages: views.py, decide_views.py, template_views.py, forms.py, batch_export.py, urls.py
"""
