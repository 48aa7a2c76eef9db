from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests import builders
from tests.cases.builders import Household, household

Visit = Callable[..., Client]
_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def empty_store() -> Iterator[None]:
    """Each test has a store of files of its own, whose folder the first file makes."""
    store = settings.STORAGES["attachments"]
    place = Path(store["OPTIONS"]["location"]) / f"test-{next(_numbers)}"
    own = {**store, "OPTIONS": {**store["OPTIONS"], "location": str(place)}}
    with override_settings(STORAGES={**settings.STORAGES, "attachments": own}):
        yield


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
