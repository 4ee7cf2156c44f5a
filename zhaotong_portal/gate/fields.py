"""The gate as a validator of form fields: its sentence stands beside the field, what was typed stays in it."""

from django.core.exceptions import ValidationError

from zhaotong_portal.gate.checking import sentence


def storable(text):
    """Raises ValidationError for a text that may not be stored."""
    if fault := sentence(text):
        raise ValidationError(fault)
