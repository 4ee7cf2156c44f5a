"""What the year's roll-over asks this app: what is still open when a year ends."""


def register():
    from tasks.rollover import open_matters

    open_matters.register(open_matters.own)
