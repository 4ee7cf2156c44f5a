"""Pages of the base ledger: one set of pages for all registers (pages.py), and what some have beside it."""
