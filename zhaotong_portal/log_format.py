"""Log lines: one JSON object each for the collector of an office, plain text for whoever sits in front."""

import json
import logging
from datetime import UTC, datetime


class JsonFormatter(logging.Formatter):
    """Names only what the portal itself says: no request bodies, no addresses of visitors."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if status := getattr(record, "status_code", None):
            line["status"] = status
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class NotOfCitizens(logging.Filter):
    """Whoever rates or votes leaves no line with a moment: a refused form is told on the page. Our own faults are logged."""

    def filter(self, record):
        path = getattr(getattr(record, "request", None), "path", "")
        return not path.startswith("/r/") or getattr(record, "status_code", 500) >= 500


def logging_settings(as_json: bool, level: str = "INFO") -> dict:
    """Django's LOGGING: everything to the standard error stream, where the process manager keeps it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "zhaotong_portal.log_format.JsonFormatter"},
            "plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        },
        "filters": {"not_of_citizens": {"()": "zhaotong_portal.log_format.NotOfCitizens"}},
        "handlers": {
            "stream": {
                "class": "logging.StreamHandler",
                "filters": ["not_of_citizens"],
                "formatter": "json" if as_json else "plain",
            }
        },
        "root": {"handlers": ["stream"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": ["stream"], "level": level, "propagate": False},
            "django.server": {"handlers": ["stream"], "level": level, "propagate": False},
            "celery": {"handlers": ["stream"], "level": level, "propagate": False},
            "zhaotong_portal": {"handlers": ["stream"], "level": level, "propagate": False},
            "units": {"handlers": ["stream"], "level": level, "propagate": False},
            "tasks": {"handlers": ["stream"], "level": level, "propagate": False},
            "reviews": {"handlers": ["stream"], "level": level, "propagate": False},
        },
    }
