"""What must hold before the portal starts: its secret key, and no demonstration in production."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured
from environ import Env

SHORTEST_SECRET = 50
DEMO_USERNAMES = ("admin", "staff", "liaison1", "leader1", "auditor", "officer01", "secretary01")


def embedded_secret_key(var_dir: Path) -> str:
    """The key of an embedded portal, made once and kept under `var/`, readable by its owner only."""
    path = var_dir / "secret_key"
    if not path.exists():
        # Linked into place: of several processes that start at once one wins, none reads half a key.
        draft = var_dir / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def database_of(url: str, var_dir: Path) -> dict:
    """Django's settings of the database: the one that DATABASE_URL names, else SQLite under `var/`."""
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(var_dir / "portal.sqlite3")}
    database = Env.db_url_config(url)
    if database.get("ENGINE", "").rpartition(".")[2] not in ("sqlite3", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL 只能是 postgres:// 或 sqlite:// 开头的地址。")
    return database


def unfit_settings() -> list[str]:
    """What in the settings forbids to serve an office; empty when nothing does."""
    if not settings.PRODUCTION:
        return []
    reasons = []
    if settings.DEBUG:
        reasons.append("正式环境不能打开 DEBUG。")
    if not settings.SECRET_KEY_GIVEN or len(set(settings.SECRET_KEY)) < 10:
        reasons.append("正式环境必须自行设置 SECRET_KEY，不能使用默认密钥。")
    elif len(settings.SECRET_KEY) < SHORTEST_SECRET:
        reasons.append(f"SECRET_KEY 太短，至少 {SHORTEST_SECRET} 个字符。")
    if "*" in settings.ALLOWED_HOSTS:
        reasons.append("正式环境的 ALLOWED_HOSTS 必须写明域名，不能用 *。")
    return reasons


def demo_accounts() -> list[str]:
    """Accounts that anybody can open with the demonstration's published password."""
    from django.contrib.auth import get_user_model

    people = get_user_model().objects.filter(username__in=DEMO_USERNAMES, is_active=True)
    passwords = {settings.PORTAL_DEMO_PASSWORD, settings.PORTAL_DEMO_PASSWORD_DEFAULT}
    return [
        person.username
        for person in people.order_by("username")
        if any(person.check_password(password) for password in passwords if password)
    ]


def refuse_unfit_production() -> None:
    """Called by every process that serves or works: a portal for an office does not start half safe."""
    from zhaotong_portal.demo import is_demo

    if not settings.PRODUCTION:
        return
    if reasons := unfit_settings():
        raise ImproperlyConfigured("\n".join(reasons))
    if is_demo():
        raise ImproperlyConfigured("这是演示数据库，正式环境不能使用。")
    if accounts := demo_accounts():
        raise ImproperlyConfigured(
            f"数据库里有演示账号（{'、'.join(accounts)}），正式环境不能启动。"
        )


@register()
def check_production(app_configs, **kwargs):
    """The same, for every management command that runs Django's checks."""
    return [Error(reason, id="portal.E001") for reason in unfit_settings()]
