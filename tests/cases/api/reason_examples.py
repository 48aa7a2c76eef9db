"""Examples of the rows of the sample of reasons."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from register.actions.reason_samples import ask_reader
from register.models import ReasonSample
from tests import builders
from tests.cases.api.example import Example, by
from tests.cases.builders import Household
from tests.register.actions.test_reason_samples import sampled


def drawn(home: Household) -> dict[str, Any]:
    return {"reference": sampled().reference}


def asked(home: Household) -> dict[str, Any]:
    """A reviewer asked whoever had read it."""
    sample = sampled(builders.user())
    ask_reader(sample, question="Which incident was it?", **by())
    return {"reference": sample.reference}


def reader() -> User:
    """Who read what was drawn last."""
    return ReasonSample.objects.latest("pk").user


EXAMPLES = {
    "api-ask-reader": Example(drawn, {"question": "Which incident was it?"}),
    "api-explain-reading": Example(asked, {"explanation": "Incident 4471; I forgot to type it"}, who=reader),
    "api-decide-reason": Example(drawn, {"decision": "satisfied", "words": "The call was live"}),
}
