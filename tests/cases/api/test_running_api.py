"""The API as it runs answers as its document says, whatever a system sends: schemathesis, with a force's system.

What is sent follows from the document alone and is the same each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import schemathesis
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from config.management.commands.render_openapi import whole
from tests.cases.api.examples import NOW
from tests.cases.builders import Household, household
from tests.machines import system

# A rule of the register refuses much that the document allows: it knows no law.
LEFT_OUT = [positive_data_acceptance]
NO_SYSTEM = "/token"
TIMES = 2
SAME_EACH_TIME = settings(
    deadline=None, derandomize=True, database=None, phases=[Phase.generate], max_examples=TIMES,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def there(operation: APIOperation[Any, Any, Any, Any], home: Household) -> dict[str, str]:
    """What stands in the address: somebody who is there, where it is about a person or a case."""
    found = {"people": home.person.reference, "cases": home.case.reference}
    first = operation.path.split("/")[1]
    return {"reference": found[first]} if first in found and "{reference}" in operation.path else {}


def failures_of(
    operation: APIOperation[Any, Any, Any, Any], home: Household, ask: Callable[[schemathesis.Case], None]
) -> list[str]:
    """What the answers to one operation do that its document does not say. Any text is right for a path: only a body
    and what stands after the question mark can be wrong."""
    found: list[str] = []
    can_be_wrong = bool(list(operation.body)) or bool(list(operation.query))
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)[: 1 + can_be_wrong]:
        cases = operation.as_strategy(
            generation_mode=mode, feedback=FeedbackSources(), path_parameters=there(operation, home)
        )

        @SAME_EACH_TIME
        @given(case=cases)
        def answered_as_it_says(case: schemathesis.Case) -> None:
            try:
                ask(case)
            except FailureGroup as failure:
                found.append(f"{operation.label}: {failure}")

        answered_as_it_says()
    return found


@pytest.mark.usefixtures("transactional_db")
def test_every_answer_of_the_running_api_is_one_that_its_document_names(live_server: Any, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    with transaction.atomic():
        home, asking = household(), system()
    headers = {"Authorization": f"Bearer {asking.token}", **asking.headers}
    operations = [each.ok() for each in schemathesis.openapi.from_dict(whole()).get_all_operations()]
    statuses: Counter[int] = Counter()
    with requests.Session() as session:

        def ask(case: schemathesis.Case) -> None:
            answer = case.call_and_validate(
                f"{live_server.url}/api/v1", session=session, headers=headers, excluded_checks=LEFT_OUT, timeout=60
            )
            statuses[answer.status_code] += 1

        found = [each for one in operations if one.path != NO_SYSTEM for each in failures_of(one, home, ask)]

    assert "\n\n".join(found) == ""
    assert statuses[200] > 20
    assert statuses[422] > 50
