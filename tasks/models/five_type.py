"""五型机关: the five sides of a model office, as the article names them."""

from django.db import models


class FiveType(models.TextChoices):
    POLITICAL = "political", "政治机关"
    PROFESSIONAL = "professional", "业务机关"
    SERVICE = "service", "服务机关"
    LAWFUL = "lawful", "法治机关"
    CLEAN = "clean", "廉洁机关"
