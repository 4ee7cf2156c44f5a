"""Ratings: the header's 评议, 满意率 on dashboards, district, unit and home pages, and its part in rebuilding rollups."""

from reviews import rating_todos
from reviews.rating_panels import home, of_all, of_district, of_unit
from units.models import Role
from zhaotong_portal import navigation, panels, todo


def register():
    from reviews import figures, rating_facts
    from reviews.imports.survey_kind import SURVEY
    from reviews.imports.surveys import SurveyImporter
    from tasks import sheet_sources, texts
    from tasks.figures import rebuilding
    from zhaotong_portal import excel
    from zhaotong_portal.imports import registry as importers

    excel.register(SURVEY)
    importers.register(SurveyImporter)
    everybody_but_inspectors = [role for role in Role if role != Role.INSPECTOR]
    navigation.register("评议", "ratings", everybody_but_inspectors, order=70)
    todo.register(rating_todos.waiting)
    panels.register("dashboard", of_all, order=50)
    panels.register("district", of_district, order=50)
    panels.register("unit", of_unit, order=50)
    panels.register("home", home, order=50)
    texts.register(rating_facts.TEXT)
    sheet_sources.register(rating_facts.facts, [rating_facts.LOW_RATING], rating_facts.standings)
    rebuilding.register(rebuilding.Rebuilder("评议整改汇总", figures.rebuild, figures.differences))
