"""Templates of this app's lists."""


def register():
    from tasks.imports.templates import (
        EXTRA_LISTS,
        KEY_TASKS,
        LED_PROJECTS,
        SERVICE_ITEMS,
        ProgressTemplate,
    )
    from tasks.imports.value_template import ValueTemplate
    from zhaotong_portal.imports.templates import register as register_template

    ours = (
        SERVICE_ITEMS,
        LED_PROJECTS,
        KEY_TASKS,
        EXTRA_LISTS,
        ProgressTemplate(),
        ValueTemplate(),
    )
    for template in ours:
        register_template(template)
