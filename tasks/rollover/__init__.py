"""年度结转: from one year into the next. Pages prepare it (tasks/views/rollover.py), one press carries it out."""
