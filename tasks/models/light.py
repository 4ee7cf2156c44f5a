"""进度灯: shown with a shape and a word, never by colour alone."""

from django.db import models


class Light(models.TextChoices):
    """Overdue (逾期) is computed, never typed, and so is no light."""

    ON_TRACK = "on_track", "正常"
    AT_RISK = "at_risk", "有滞后风险"
    BEHIND = "behind", "滞后"
