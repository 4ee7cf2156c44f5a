"""Templates of this app's lists."""


def register():
    from reviews.imports.honour_template import HonourTemplate
    from reviews.imports.templates import FindingTemplate
    from zhaotong_portal.imports.templates import register as register_template

    for template in (FindingTemplate(), HonourTemplate()):
        register_template(template)
