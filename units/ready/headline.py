"""Headline figures of the registers of units and party organisations."""

from zhaotong_portal.headline import registry


def register():
    from units import headline, headline_grades

    registry.register(headline.figures)
    registry.register(headline_grades.figures)
