from axes.apps import AppConfig as AxesConfig
from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class UnitsConfig(AppConfig):
    """Who: districts, units, party organisations, people and their roles."""

    name = "units"
    verbose_name = "单位与人员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.contrib.auth.models import AnonymousUser

        from units import ready
        from units.scope import NOBODY
        from zhaotong_portal.registering import register_all

        # Nobody has a scope too, so that every queryset can be asked the same question.
        AnonymousUser.scope = NOBODY
        register_all(ready)


class PortalAdminConfig(AdminConfig):
    """Django's admin with the portal's own site (units/admin_site.py)."""

    default_site = "units.admin_site.PortalAdminSite"


LOGIN_RECORDS = {
    "AccessAttempt": "登录失败（锁定依据）",
    "AccessFailureLog": "登录失败记录",
    "AccessLog": "登录记录",
}


class LoginProtectionConfig(AxesConfig):
    """django-axes under a Chinese name; its records show who was locked out, and deleting one unlocks."""

    verbose_name = "登录保护"

    def ready(self):
        """It has no Chinese of its own. Names of the running process only: nothing for a migration to see."""
        super().ready()
        for name, words in LOGIN_RECORDS.items():
            options = self.get_model(name)._meta
            options.verbose_name = options.verbose_name_plural = words
