from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests import builders
from tests.cases.builders import Household, household

Visit = Callable[..., Client]


@pytest.fixture
def home() -> Household:
    """A registered person of force 13 with a case and a victim whose details are confidential."""
    return household()


@pytest.fixture
def visit() -> Visit:
    """A browser in which somebody of a role is signed in: `visit("supervisor", "14")`."""

    def signed_in(role: str = "control-room-specialist", force_code: str | None = "13") -> Client:
        return builders.sign_in(Client(), builders.user(role, force_code=force_code))

    return signed_in
