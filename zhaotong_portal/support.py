"""The number under which support finds a fault in the log: the day, and what tells it from others of the day."""

import secrets

from django.utils import timezone


def new_support_number() -> str:
    return f"{timezone.localdate():%m%d}-{secrets.token_hex(3)}"
