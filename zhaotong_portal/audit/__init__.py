"""Who changed what, when, from what to what: one trail for the whole portal."""
