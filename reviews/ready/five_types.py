"""五型机关: the way to the profile from the page of a unit."""

from zhaotong_portal import panels


def register():
    from reviews.five_types.panel import of_unit

    panels.register("unit", of_unit, order=82)
