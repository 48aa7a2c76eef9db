"""The example of the row that says what came of an alert of possible misuse."""

from __future__ import annotations

from typing import Any

from tests.cases.api.example import Example
from tests.cases.builders import Household
from tests.register.misuse.trawled import alert


def raised(home: Household) -> dict[str, Any]:
    return {"reference": alert().reference}


EXAMPLES = {
    "api-answer-misuse-alert": Example(
        raised, {"came_of_it": "false_alarm", "words": "Two trainees at one desk"}, role="professional-standards"
    ),
}
