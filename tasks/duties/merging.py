"""One unit's list of duties: the layers merged, the narrower one in place of the wider of the same name."""

from tasks.models.duty import DutyLayer

WIDEST_FIRST = (DutyLayer.COMMON, DutyLayer.KIND, DutyLayer.UNIT)


def applies(template, unit) -> bool:
    if template.layer == DutyLayer.COMMON:
        return True
    if template.layer == DutyLayer.KIND:
        return template.unit_kind == unit.kind
    return template.unit_id == unit.pk


def merged(templates, unit) -> dict:
    """{(sort, title as compared): template} of what the unit owes."""
    found = {}
    for template in sorted(templates, key=lambda row: WIDEST_FIRST.index(row.layer)):
        if applies(template, unit):
            found[template.sort, template.title_key] = template
    return found
