from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """How well: ratings and findings."""

    name = "reviews"
    verbose_name = "评议与整改"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from reviews import ready
        from zhaotong_portal.registering import register_all

        register_all(ready)
