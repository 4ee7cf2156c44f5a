"""Headline figures of the month's indicators, of led projects and of service lists."""

from zhaotong_portal.headline import registry


def register():
    from tasks.figures import headline_indicators, headline_items, headline_registers

    registry.register(headline_indicators.figures)
    registry.register(headline_items.figures)
    registry.register(headline_registers.figures)
