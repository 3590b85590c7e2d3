"""Log lines that machines can read, each with the number of the request it belongs to."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_number: ContextVar[str] = ContextVar("request_number", default="")


def logging_to_console(*, as_json: bool, level: str) -> dict[str, Any]:
    """The LOGGING setting: everything to the console, for whoever keeps the container's output."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_number": {"()": AddRequestNumber}},
        "formatters": {
            "json": {"()": JsonLine},
            "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json" if as_json else "plain",
                "filters": ["request_number"],
            },
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"level": level, "handlers": []},
            # Two lines for every tick of every task would hide the others.
            "celery": {"level": "WARNING"},
            "kombu.connection": {"level": "ERROR"},
            "waitress.queue": {"level": "ERROR"},
        },
    }


class AddRequestNumber(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_number = request_number.get()
        return True


class JsonLine(logging.Formatter):
    """One JSON object a line; a line break inside a message can't forge a second line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := getattr(record, "request_number", ""):
            line["request"] = number
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
