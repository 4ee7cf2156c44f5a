"""Settings. Everything that differs between machines comes from the environment (or `.env`)."""

import os
import sys
from datetime import timedelta
from pathlib import Path

import environ
from celery.schedules import crontab

from zhaotong_portal.log_format import logging_settings
from zhaotong_portal.startup import database_of, embedded_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env("PORTAL_VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True

TESTING = "pytest" in sys.modules
# Serving an office: said outright, or by switching DEBUG off in front of a database server. startup.py holds
# what then must be true.
PORTAL_ENV = env("PORTAL_ENV", default="")
PRODUCTION = PORTAL_ENV == "production" or (
    not PORTAL_ENV
    and env.bool("DEBUG", default=True) is False
    and not env("DATABASE_URL", default="sqlite:").startswith("sqlite")
)
# Left out, the embedded default keeps a key of its own under var/; production must set one (startup.py).
SECRET_KEY_GIVEN = bool(env("SECRET_KEY", default=""))
SECRET_KEY = env("SECRET_KEY", default="") or embedded_secret_key(VAR_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Who owns the portal -----------------------------------------------------------------------
PORTAL_NAME = env("PORTAL_NAME", default="昭通市直机关党建工作平台")
COMMITTEE_NAME = env("COMMITTEE_NAME", default="中共昭通市委市直机关工作委员会")
PORTAL_BASE_URL = env("PORTAL_BASE_URL", default="http://127.0.0.1:8000")
PORTAL_PUBLIC_URL = env("PORTAL_PUBLIC_URL", default=PORTAL_BASE_URL)
PORTAL_DEMO_PASSWORD_DEFAULT = "zhaotong-demo-2026"
PORTAL_DEMO_PASSWORD = env("PORTAL_DEMO_PASSWORD", default=PORTAL_DEMO_PASSWORD_DEFAULT)

# What this process serves: everything, or only the citizen's pages under /r/ (PORTAL_PUBLIC_URL).
PORTAL_SERVES = env("PORTAL_SERVES", default="all")
# How many proxies of our own stand in front: only the addresses that they add are believed.
PORTAL_PROXIES = env.int("PORTAL_PROXIES", default=0)

# --- The rules that the office may set otherwise -----------------------------------------------------
from zhaotong_portal.rule_settings import *  # noqa: E402, F403 - after .env was read

# --- Django ---------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "units.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_prometheus",
    "units.apps.LoginProtectionConfig",
    "csp",
    "django_filters",
    "import_export",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "zhaotong_portal",
    "units.apps.UnitsConfig",
    "tasks",
    "reviews",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "zhaotong_portal.nul_bytes.NulBytesMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "units.middleware.ActingRoleMiddleware",
    "units.middleware.IdleTimeoutMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "units.middleware.LoginRequiredMiddleware",
    "units.middleware.PasswordChangeMiddleware",
    "zhaotong_portal.gate.pressing.GateMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

if PORTAL_SERVES == "citizens":
    # No sessions, no log-in, no cookie but the day's: citizens find the rating pages and nothing of the office.
    ROOT_URLCONF = "zhaotong_portal.urls_citizens"
    _FOR_CITIZENS = ("Security", "CSP", "WhiteNoise", "Common", "NulBytes", "XFrameOptions")
    MIDDLEWARE = [
        name
        for name in MIDDLEWARE
        if name.startswith("django_prometheus")
        or name.rpartition(".")[2].removesuffix("Middleware") in _FOR_CITIZENS
    ]
else:
    ROOT_URLCONF = "zhaotong_portal.urls"
WSGI_APPLICATION = "zhaotong_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhaotong_portal.context.portal",
            ],
            "builtins": ["zhaotong_portal.templatetags.portal"],
        },
    }
]

# --- Database: SQLite when nothing is said, PostgreSQL by DATABASE_URL ----------------------------
DATABASES = {"default": database_of(env("DATABASE_URL", default=""), VAR_DIR)}
_database = DATABASES["default"]
_database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
_suffix = os.environ.get("PORTAL_TEST_DB_SUFFIX", "")
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "timeout": 20,
        # Writers queue at BEGIN instead of failing half-way when a read lock must be raised.
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
    # A file, not memory: the tests too have several threads and processes at one database.
    _database["TEST"] = {"NAME": str(VAR_DIR / f"test_portal_{_suffix}.sqlite3")}
else:
    _database["CONN_HEALTH_CHECKS"] = True
    _database["TEST"] = {"NAME": f"test_portal_{_suffix}" if _suffix else "test_portal"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    _cache = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
elif TESTING:
    _cache = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
else:
    _cache = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}
CACHES = {"default": _cache | {"KEY_PREFIX": f"test{_suffix}" if TESTING else "portal"}}

# --- Accounts -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "units.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = env.int("IDLE_TIMEOUT_MINUTES", default=120) * 60
# The age counts from the last request (an idle time-out): units.middleware.IdleTimeoutMiddleware saves it now and then.
SESSION_COOKIE_HTTPONLY = True
# A first password that nobody used for so many days no longer logs in; 0: it never expires.
FIRST_PASSWORD_DAYS = env.int("FIRST_PASSWORD_DAYS", default=30)
# Rounds of hashing for a first password: it is random (59 bits), good for one log-in, and hundreds are made at once.
# The first log-in hashes again in full.
FIRST_PASSWORD_ITERATIONS = 20_000
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "units/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_VERBOSE = False

# --- Language, time, files --------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "attachments"
EXPORT_ROOT = VAR_DIR / "exports"
# How far each import is: small files that web and worker share, outside the attachments for the backup's sake.
IMPORT_PROGRESS_ROOT = VAR_DIR / "import-progress"
if PRODUCTION:
    # Compressed, with the content's digest in the name, so that browsers keep them for good (collectstatic).
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
else:
    WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FIXTURES = BASE_DIR / "fixtures"
# Rows that no archive holds: sessions of log-ins, and keys that must be gone when the day is over.
BACKUP_LEAVES_OUT = [
    "sessions.Session",
    "reviews.DayKey",
    "reviews.DayDigest",
    "portal.Export",  # made again at any time; its files are no attachments either
]
# Rows that a portal writes by itself: with only these it still counts as empty.
BACKUP_IGNORES = ["portal.Heartbeat", "portal.JobRun"]

# --- Mail -------------------------------------------------------------------------------------------
vars().update(env.email_url_config(env("EMAIL_URL", default="") or "dummymail://"))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="portal@example.invalid")

# --- Celery: Redis by REDIS_URL, else a folder as broker --------------------------------------------
BROKER_DIR = VAR_DIR / "broker"
if TESTING:
    # No test hands a job to a worker of somebody's running portal; the fixture `worker` brings its own broker.
    CELERY_BROKER_URL = "memory://"
elif REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # A page that hands a job over must not hang on a Redis whose machine does not answer.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 3}
else:
    for folder in ("queue", "processed", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    # A remote-control mailbox on a folder would be a file that nobody empties.
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
# Times only say how soon a state is looked at: what is due derives from state, so a missed run is made up.
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "zhaotong_portal.jobs.beat", "schedule": 60.0},
    "open-month": {"task": "tasks.jobs.open_due_months", "schedule": crontab(minute=5)},
    "lock-months": {"task": "tasks.jobs.lock_due_months", "schedule": crontab(minute=15)},
    "last-calls": {"task": "tasks.jobs.send_last_calls", "schedule": crontab(minute=20)},
    "compose-sheets": {"task": "tasks.jobs.compose_due_sheets", "schedule": crontab(minute=25)},
    "draw-samples": {"task": "tasks.jobs.draw_due_samples", "schedule": crontab(minute=40)},
    "send-deliveries": {"task": "tasks.jobs.send_due_deliveries", "schedule": 60.0},
    "second-prompts": {"task": "tasks.jobs.send_second_prompts", "schedule": crontab(minute=40)},
    "digests": {"task": "tasks.jobs.gather_digests", "schedule": crontab(minute="*/10")},
    "escalations": {"task": "tasks.jobs.propose_escalations", "schedule": crontab(minute=45)},
    "count-ratings": {"task": "reviews.jobs.refresh_ratings", "schedule": 60.0},
    "resume-findings": {
        "task": "reviews.jobs.resume_deferred_findings",
        "schedule": crontab(minute=35),
    },
    "draw-rechecks": {
        "task": "reviews.jobs.draw_rechecks",
        "schedule": crontab(hour="7", minute=20),
    },
    "findings-of-merged-units": {
        "task": "reviews.jobs.hand_to_successors",
        "schedule": crontab(hour="7", minute=25),
    },
    "return-clues": {"task": "reviews.jobs.return_clues", "schedule": 60.0},
    "drop-month-uploads": {
        "task": "tasks.jobs.drop_old_uploads",
        "schedule": crontab(hour=3, minute=20),
    },
    "close-rating-cases": {
        "task": "reviews.jobs.close_settled_cases",
        "schedule": crontab(minute=40),
    },
    "retention": {"task": "reviews.jobs.apply_retention", "schedule": crontab(hour=3, minute=10)},
    "drop-rating-invitations": {
        "task": "tasks.jobs.drop_run_out_invitations",
        "schedule": crontab(hour=3, minute=25),
    },
    "destroy-day-keys": {"task": "reviews.jobs.destroy_day_keys", "schedule": crontab(minute=1)},
    "resume-imports": {"task": "zhaotong_portal.jobs.resume_imports", "schedule": 60.0},
    "tend-exports": {"task": "zhaotong_portal.jobs.tend_exports", "schedule": 60.0},
    "learn-table-sizes": {
        "task": "zhaotong_portal.jobs.learn_table_sizes",
        "schedule": crontab(hour=3, minute=50),
    },
}

# --- Watching over it: health.py ----------------------------------------------------------------------
HEARTBEAT_STALE_AFTER = timedelta(minutes=3)
METRICS_TOKEN = env("PORTAL_METRICS_TOKEN", default="")
METRICS_NETWORKS = env.list("PORTAL_METRICS_NETWORKS", default=["127.0.0.0/8", "::1/128"])
LOGGING = logging_settings(as_json=PRODUCTION, level=env("LOG_LEVEL", default="INFO"))
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- Security ---------------------------------------------------------------------------------------
PORTAL_HTTPS = PORTAL_BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PORTAL_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PORTAL_HTTPS else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "DEFAULT_RENDERER_CLASSES": ["zhaotong_portal.gate.rendering.PassingRenderer"],
    "PAGE_SIZE": 50,
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": PORTAL_NAME,
    "VERSION": "1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
}

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    AXES_ENABLED = True
