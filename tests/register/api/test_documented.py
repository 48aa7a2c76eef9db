"""docs/api.md says what the API does: each example is asked, and each problem is in its list."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
import time_machine
from django.test import Client

from accounts.api.parsing import DEEPEST, LARGEST_BODY
from accounts.api.problems import MOST_ERRORS, PROBLEMS
from register.actions import facts
from register.models import Person, Source
from tests.architecture.source import text_of
from tests.builders import CALL, actor, allow_writes, force, person, sign_in, user

PAGE = text_of("docs/api.md")
BLOCKS = re.findall(r"^```json (request|answer)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = [
    (json.loads(asked), json.loads(answered))
    for (_, asked), (_, answered) in zip(BLOCKS[::2], BLOCKS[1::2], strict=True)
]


def kowalski_of_the_example() -> None:
    by = actor()
    kept = person(by, date_of_birth=date(1984, 11, 23), sex=Person.Sex.MALE)
    facts.add_address(
        kept, actor=by, reason=CALL, source=Source.OFFICER, line_1="14 Abbey Close", town="Leeds", postcode="LS12 3BF",
        police_force=force(),
    )  # fmt: skip
    allow_writes()
    Person.objects.filter(pk=kept.pk).update(reference="DAR-7K3F-9QX2")


def without_scores(answer: dict[str, object]) -> dict[str, object]:
    """How much a fact is worth is tuned; that there is a score is not."""
    results = [each | {"score": type(each["score"])} for each in answer.get("results", [])]
    return answer | ({"results": results} if "results" in answer else {})


@pytest.mark.parametrize(("asked", "answered"), EXAMPLES, ids=["a lookup", "an unknown field"])
def test_an_example_is_answered_as_the_page_says(db: None, asked: object, answered: object) -> None:
    kowalski_of_the_example()

    with time_machine.travel("2026-11-25T12:00:00Z", tick=True):
        client = sign_in(Client(), user())
        answer = client.post("/api/v1/lookup", asked, content_type="application/json").content.decode()

    said = json.loads(answer.replace("http://testserver", "https://register.example.org"))
    assert without_scores(said) == without_scores(answered)


def test_every_problem_is_listed_with_its_remedy() -> None:
    listed = re.findall(r"^\| `(\w+)` \| (\d+) \| (.+) \|$", PAGE, re.MULTILINE)

    assert listed == [
        (code, str(problem.status), f"{problem.title}. {problem.remedy}") for code, problem in PROBLEMS.items()
    ]


def test_the_limits_are_as_the_page_says() -> None:
    said = f"at most {LARGEST_BODY // 1024} KiB,\nnested at most {DEEPEST} deep"

    assert said in PAGE
    assert f"at most {MOST_ERRORS} errors are listed" in PAGE
