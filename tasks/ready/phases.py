"""The year's phases on every home page."""

from zhaotong_portal import panels


def register():
    from tasks.views import phases

    panels.register("home", phases.home_panel, order=10)
