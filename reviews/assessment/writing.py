"""Rows of a version from its content. Who may write, and when, is the workflow's to say."""

from django.core.exceptions import ValidationError
from django.db.models import Max

from reviews.assessment.content import SchemeContent
from reviews.models import AssessmentScheme, SchemeAdjustment, SchemePart


def new_draft(year, actor, content: SchemeContent) -> AssessmentScheme:
    """The next version of a year, as a draft. Raises ValidationError where there is one already, or no such year."""
    newest = AssessmentScheme.objects.filter(year=year).aggregate(Max("version"))["version__max"]
    scheme = AssessmentScheme(year=year, version=(newest or 0) + 1, drafted_by=actor)
    _head(scheme, content)
    scheme.full_clean()
    scheme.save()
    _rows(scheme, content)
    return scheme


def replace(scheme, content: SchemeContent):
    """The draft says this and nothing else from now on."""
    _head(scheme, content)
    scheme.full_clean()
    scheme.save()
    scheme.parts.all().delete()
    scheme.adjustments.all().delete()
    _rows(scheme, content)


def _head(scheme, content):
    scheme.title, scheme.basis = content.title, content.basis
    scheme.change_note = content.change_note


def _rows(scheme, content):
    parts = [
        SchemePart(
            scheme=scheme, order=order, name=part.name, weight=part.weight, source=part.source,
            figure=part.figure, judges=list(part.judges), exempt_kinds=list(part.exempt_kinds),
            standard=part.standard,
        )
        for order, part in enumerate(content.parts, 1)
    ]  # fmt: skip
    adjustments = [
        SchemeAdjustment(scheme=scheme, order=order, sign=one.sign, name=one.name, most=one.most)
        for order, one in enumerate(content.adjustments, 1)
    ]
    _named_once(parts, "考核内容")
    _named_once(adjustments, "加分扣分事项")
    SchemePart.objects.bulk_create(parts)
    SchemeAdjustment.objects.bulk_create(adjustments)


def _named_once(rows, label):
    names = [row.name for row in rows]
    if again := next((name for name in names if names.count(name) > 1), None):
        raise ValidationError(f"{label}“{again}”写了两次，请合并或改名。")
