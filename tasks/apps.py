from django.apps import AppConfig


class TasksConfig(AppConfig):
    """What: work items, the month, reminder sheets."""

    name = "tasks"
    verbose_name = "工作与月报"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from tasks import ready
        from zhaotong_portal.registering import register_all

        register_all(ready)
