"""Logs for machines, with nothing personal in them.

Every log line passes `redact`: only known keys keep their values, and free text is searched for what looks like a phone
number, a postcode, an e-mail address, an identifier or a date of birth.
"""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

REDACTED = "[redacted]"
PERSONAL_KEYS = re.compile(
    r"name|surname|forename|address|postcode|phone|email|birth|password|token|secret|code_word|query|search|note|body|"
    r"cookie|authorization|session|terms|text|label|^q$",
    re.IGNORECASE,
)
PERSONAL_TEXT = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+"  # e-mail address
    r"|(?:\+44|\b0)[\d\s().-]{8,14}\d"  # phone number
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b"  # postcode
    r"|\b(?:\d{4}|\d{2})/\d{1,7}[A-Z]\b"  # PNC ID
    r"|\b\d{1,6}/\d{2}[A-Z]\b"  # CRO number
    r"|\b[A-Z]{2}(?:\s?\d{2}){3}\s?[A-D]\b"  # National Insurance number
    r"|\b[A-Z]\d{4}[A-Z]{2}\b"  # prison number
    r"|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,?\s+\d{2,4}\b"
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b(?!T)",  # date
    re.IGNORECASE,
)
SAFE_KEYS = {
    "event", "level", "timestamp", "logger", "request_id", "parent_id", "task_id", "parent_task_id", "task", "code",
    "user_id", "status", "duration_ms", "count", "exception_type", "queue", "request_method", "url_name", "rows",
    "path",
}  # fmt: skip


def redact(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: hide what could name or locate somebody."""
    line.pop("request", None)
    for key, value in line.items():
        line[key] = _redacted(key, value)
    return line


def _redacted(key: str, value: Any) -> Any:
    if key not in SAFE_KEYS and PERSONAL_KEYS.search(key):
        return REDACTED
    if isinstance(value, str):
        return PERSONAL_TEXT.sub(REDACTED, value) if key != "timestamp" else value
    if isinstance(value, MutableMapping):
        return {k: _redacted(str(k), v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted("", item) for item in value]
    if value is None or isinstance(value, int | float):
        return value
    return PERSONAL_TEXT.sub(REDACTED, str(value))


def _without_values(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep where an exception came from, not what it said: a database error quotes the row it choked on."""
    info = line.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        line["exception_type"] = type(error).__qualname__
        frames = []
        trace = error.__traceback__
        while trace:
            frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
            trace = trace.tb_next
        line["at"] = frames[-8:]
    return line


def _without_address(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of "Not Found: /people/…" keep what happened: what somebody typed into an address may be a name."""
    if str(line.get("logger", "")).startswith("django.") and isinstance(line.get("event"), str):
        line["event"] = line["event"].split(": ", 1)[0]
    return line


def configure(*, level: str, is_console: bool) -> None:
    """Send everything, Django's and the libraries' lines too, through the same processors to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        _without_values,
        _without_address,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = structlog.dev.ConsoleRenderer() if is_console else structlog.processors.JSONRenderer()
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # Of a variable that a template lacks Django's debug lines print the whole context: names, addresses, everything.
    for noisy in ("django.server", "django.template", "celery.app.trace", "kombu"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
