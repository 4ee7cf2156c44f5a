"""What the year's roll-over asks this app: findings that are still open when a year ends."""

from django.urls import reverse

from reviews.models import Finding
from reviews.models.finding import OPEN_FINDINGS
from tasks.rollover import open_matters


def register():
    open_matters.register(findings)


def findings(user, year):
    rows = Finding.objects.visible_to(user).filter(year__lte=year, state__in=OPEN_FINDINGS)
    yield open_matters.Matter("没有销号的问题", rows.count(), f"{reverse('findings')}?state=open")
