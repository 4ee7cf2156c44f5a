"""五型机关 and places: the ways to them from the page of a unit and from the year's assessments."""

from zhaotong_portal import panels


def register():
    from reviews.compared.panel import of_year
    from reviews.five_types.panel import of_unit

    panels.register("unit", of_unit, order=82)
    panels.register("assessments", of_year, order=90)
