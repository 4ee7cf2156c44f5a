"""核验与整改分开: whoever rectified, or belongs to a unit that had to, judges nothing of it (rules.md §3, W10).

述职评议: whoever held a post in a unit during the year judges nothing of that unit's year.
"""

from datetime import date

from units.models import Appointment
from units.models.person import UNIT_ROLES
from zhaotong_portal.workflow import NotAllowed


def rectifiers(finding):
    """Everybody who ever reported or signed for this finding: none of them verifies it."""
    people = set(finding.steps.values_list("reported_by", "signed_by"))
    return {pk for pair in people for pk in pair if pk} | {finding.rectified_by_id} - {None}


def refuse_own(finding, actor):
    """Raise NotAllowed where the actor, or the absent person they act for, is of those who had to put it right.

    A person of the unit is one who was its officer or secretary on any day since the problem was found.
    """
    people = actor.scope.people_deciding(actor.pk, finding.unit)
    if people & rectifiers(finding):
        raise NotAllowed("本人报告的整改，须由其他人员核验。")
    units = [finding.unit_id]
    if finding.pk:
        units += finding.assisting.values_list("pk", flat=True)
    posts = Appointment.objects.filter(person__in=people, role__in=UNIT_ROLES, unit__in=units)
    if posts.exclude(ends_on__lt=finding.found_on).exists():
        raise NotAllowed("您在责任单位或协同单位任职，须由其他人员核验。")


def served_in(people, year) -> set:
    """Units in which any of these people was officer or secretary on a day of the year, or is one now; one query."""
    posts = Appointment.objects.filter(person__in=people, role__in=UNIT_ROLES)
    return set(posts.exclude(ends_on__lt=date(year, 1, 1)).values_list("unit", flat=True))


def refuse_own_year(assessment, actor):
    """Raise NotAllowed where the actor, or the absent person they act for, served in the unit that is judged."""
    people = actor.scope.people_deciding(actor.pk, assessment.unit)
    if assessment.unit_id in served_in(people, assessment.year):
        raise NotAllowed(f"您在{assessment.unit}任职，本单位的考核须由其他人员办理。")
