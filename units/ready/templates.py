"""Templates of this app's lists."""


def register():
    from units.imports.templates import OrganisationTemplate, PeopleTemplate, UnitTemplate
    from zhaotong_portal.imports.templates import register as register_template

    for template in (UnitTemplate(), OrganisationTemplate(), PeopleTemplate()):
        register_template(template)
