"""Headline figures of ratings, findings and honours, and the header's link to the page of all."""

from units.models import Role
from zhaotong_portal import navigation
from zhaotong_portal.headline import registry


def register():
    from reviews.headline import of_findings, of_ratings, of_registers

    for area in (of_ratings, of_findings, of_registers):
        registry.register(area.figures)
    readers = [Role.STAFF, Role.LEADER, Role.ADMINISTRATOR, Role.AUDITOR]
    navigation.register("主要数据", "headline", readers, order=101)
