"""An address that will go says so in each of its answers, a refusal too."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from rest_framework.test import APIRequestFactory, force_authenticate

from accounts.actor import NOBODY
from accounts.api.deprecation import Deprecated
from accounts.api.rows import Asking, Read, Shown, view_of
from accounts.models import User
from tests.machines import system


def _shown(asking: Asking) -> Shown:
    return Shown({})


def row(deprecated: Deprecated | None) -> Read:
    return Read("gone", "api-gone", "What will go.", _shown, deprecated=deprecated)


def test_it_names_the_day_it_was_said_and_the_day_it_goes() -> None:
    view = view_of([row(Deprecated(date(2026, 12, 1), date(2027, 6, 1), "tasks"))])

    request = APIRequestFactory().get("/api/v1/gone")
    force_authenticate(request, user=User(), token=NOBODY)  # type: ignore[arg-type]

    answer = view(request)

    assert answer.status_code == 200
    assert answer["Deprecation"] == "@1796083200"
    assert answer["Sunset"] == "Tue, 01 Jun 2027 00:00:00 GMT"


@pytest.mark.django_db
def test_what_stays_says_nothing_of_it() -> None:
    answer = system("tasks:read").get(reverse("api-task", args=["T-0000000000"]))

    assert "Deprecation" not in answer
    assert "Sunset" not in answer


def test_nothing_goes_before_it_was_said() -> None:
    with pytest.raises(ValueError, match="after the day"):
        Deprecated(date(2026, 12, 1), date(2026, 12, 1), "tasks")
