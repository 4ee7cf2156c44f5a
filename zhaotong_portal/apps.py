from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Audit, imports and numbering: the few tables that every app shares."""

    name = "zhaotong_portal"
    label = "portal"
    verbose_name = "平台"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from zhaotong_portal.job_runs import keeping

        keeping.connect()
