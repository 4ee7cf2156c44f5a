"""A sign of life that a timed job writes through broker and worker: what `/readyz` trusts."""

from django.db import models


class Heartbeat(models.Model):
    """The last time a process of this name did something."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"

    def __str__(self):
        return self.name
