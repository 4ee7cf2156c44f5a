"""模范机关: ways to it, what waits of it; the administrator, who reads no assessments, has it in the header."""

from units.models import Role
from zhaotong_portal import navigation, panels, todo


def register():
    from reviews.model_offices import links, todos
    from units.registers.panels import register_part

    navigation.register("模范机关", "model_offices", [Role.ADMINISTRATOR], order=132)
    panels.register("assessments", links.of_year, order=15)
    panels.register("register", links.of_register, order=50)
    register_part("honours", links.of_honour)
    todo.register(todos.waiting)
