"""One example of each row that writes, and how it is sent.

The documents print these bodies, and tests send them, spoil them and compare what comes of them with the pages.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.api.rows import Read, Write
from accounts.models import User
from cases.api.table import ROWS
from tests import builders
from tests.cases.api import (
    batch_examples,
    casework_examples,
    disclosure_examples,
    glass_examples,
    incident_examples,
    law_examples,
    managed_examples,
    match_examples,
    meeting_examples,
    misuse_examples,
    notified_examples,
    order_examples,
    people_examples,
    reason_examples,
    risk_examples,
    work_examples,
)
from tests.cases.api.example import NOW, TODAY, Example
from tests.cases.builders import Household

__all__ = ["EXAMPLES", "NOW", "READS", "TODAY", "WRITES", "filled", "made", "send", "signed_in", "somebody"]
EXAMPLES: dict[str, Example] = {
    **law_examples.EXAMPLES, **order_examples.EXAMPLES, **notified_examples.EXAMPLES, **managed_examples.EXAMPLES,
    **work_examples.EXAMPLES, **risk_examples.EXAMPLES, **disclosure_examples.EXAMPLES, **match_examples.EXAMPLES,
    **casework_examples.EXAMPLES, **incident_examples.EXAMPLES, **people_examples.EXAMPLES,
    **meeting_examples.EXAMPLES, **batch_examples.EXAMPLES, **glass_examples.EXAMPLES,
    **reason_examples.EXAMPLES, **misuse_examples.EXAMPLES,
}  # fmt: skip
MADE: dict[str, Callable[[Household], Any]] = {
    "{conviction}": lambda home: law_examples.last_conviction(),
    **order_examples.MADE, **notified_examples.MADE, **managed_examples.MADE, **work_examples.MADE,
    **casework_examples.MADE, **incident_examples.MADE, **people_examples.MADE,
    **meeting_examples.MADE,
    **disclosure_examples.MADE,
    **glass_examples.MADE,
}  # fmt: skip
WRITES: dict[str, Write] = {row.name: row for row in ROWS if isinstance(row, Write) and row.name in EXAMPLES}
READS: dict[str, Read] = {row.name: row for row in ROWS if isinstance(row, Read)}


def made(name: str, home: Household) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arguments of the address and the body, once the state is reached."""
    arguments = EXAMPLES[name].begin(home)
    return arguments, filled(EXAMPLES[name].body, home)


def filled(value: Any, home: Household) -> Any:
    """The body with what the state made in the place of its names."""
    if isinstance(value, dict):
        return {name: filled(each, home) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, home) for each in value]
    return MADE[value](home) if isinstance(value, str) and value in MADE else value


def somebody(name: str) -> User:
    """Whoever does what the example is about."""
    example = EXAMPLES[name]
    return example.who() if example.who else builders.user(example.role, force_code=example.force)


def signed_in(user: User) -> Client:
    """A browser of somebody who has just said who they are."""
    said = [{"method": "password", "at": time.time()}]
    return builders.sign_in(Client(), user, account_authentication_methods=said)


def send(
    name: str, arguments: dict[str, Any], body: Any, *, user: User | None = None, version: int | None = None
) -> HttpResponse:
    """The answer to a body that is sent to a row, with the version that it was decided on."""
    user = user or somebody(name)
    headers = {}
    if WRITES[name].has_version:
        headers["If-Match"] = f'"{version_of(name, arguments, user) if version is None else version}"'
    address = reverse(name, kwargs=arguments)
    return signed_in(user).post(address, body, content_type="application/json", headers=headers)


def version_of(name: str, arguments: dict[str, Any], user: User) -> int:
    """The version of the target, as whoever acts reads it."""
    return int(WRITES[name].of(user.actor(on=TODAY), **arguments).version)
