"""Nothing that could name or locate somebody reaches a log."""

from __future__ import annotations

import io
import json
import logging

import pytest

from config.logging import REDACTED, configure, redact

PERSONAL = [
    pytest.param("rang from 07700 900067 just now", "900067", id="mobile"),
    pytest.param("rang +44 113 496 0123", "496", id="landline"),
    pytest.param("lives at LS12 3BF", "3BF", id="postcode"),
    pytest.param("wrote to ann.other@example.org", "ann.other", id="e-mail"),
    pytest.param("PNC 1981/0000034U", "0000034U", id="PNC ID"),
    pytest.param("CRO 065656/91H", "065656", id="CRO number"),
    pytest.param("born 23/11/1984", "1984", id="date of birth"),
    pytest.param("born 1984-11-23", "1984", id="ISO date of birth"),
]


@pytest.mark.parametrize(("text", "secret"), PERSONAL)
def test_what_looks_personal_is_hidden_in_any_text(text: str, secret: str) -> None:
    line = redact(None, "info", {"event": text, "detail": {"deep": [text]}})

    assert secret not in json.dumps(line)
    assert REDACTED in line["event"]


@pytest.mark.parametrize(
    "key", ["surname", "display_name", "address", "phone", "terms", "password", "sessionid", "code_word", "query"]
)
def test_a_key_that_names_something_personal_keeps_no_value(key: str) -> None:
    assert redact(None, "info", {"event": "x", key: "Kowalski"})[key] == REDACTED


def test_operational_keys_keep_their_values() -> None:
    line = {"event": "outbox_failed", "code": "deliver_alert", "count": 3, "timestamp": "2026-11-23T20:00:00Z"}

    assert redact(None, "error", dict(line)) == line


def test_a_logged_exception_says_where_but_not_what() -> None:
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    try:
        configure(level="INFO", is_console=False)
        root.handlers[0].setStream(stream)  # type: ignore[attr-defined]
        try:
            raise ValueError("duplicate key: (Marek Kowalski)")
        except ValueError:
            logging.getLogger("django.request").exception("Internal Server Error")
    finally:
        root.handlers, root.level = handlers, level

    line = json.loads(stream.getvalue())
    assert line["exception_type"] == "ValueError"
    assert "Kowalski" not in stream.getvalue()
    assert "test_logging.py" in line["at"][0]
