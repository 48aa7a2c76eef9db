"""docs/api.md says how to write: each body on the page is the one that tests send, and the receipt is a real one."""

from __future__ import annotations

import json
import re

import pytest
import time_machine

from tests.architecture.source import text_of
from tests.cases.api.examples import EXAMPLES, NOW, made, send
from tests.cases.builders import household

PAGE = text_of("docs/api.md")
BODIES = re.findall(r"^```json row (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
RECEIPT = re.search(r"^```json receipt\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("name", "body"), BODIES, ids=[name for name, _ in BODIES])
def test_a_body_on_the_page_is_one_that_is_sent(name: str, body: str) -> None:
    assert json.loads(body) == EXAMPLES[name].body


@pytest.mark.django_db
def test_the_receipt_is_a_real_one() -> None:
    assert RECEIPT is not None
    shown = json.loads(RECEIPT[1])

    with time_machine.travel(NOW, tick=True):
        arguments, body = made("api-propose-registration", household())
        answer = send("api-propose-registration", arguments, body).json()

    passing = ("number", "links")
    assert {key: value for key, value in answer.items() if key not in passing} == {
        key: value for key, value in shown.items() if key not in passing
    }
    assert answer.keys() == shown.keys()
    assert answer["links"]["self"].endswith(f"/api/v1/people/{arguments['reference']}/registration")
