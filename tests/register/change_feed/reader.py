"""A reader of the change feed as a force's program would be: it keeps its place, and reads on from it."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import User
from tests import builders

ADDRESS = "/api/v1/changes"


class Reader:
    """Reads the feed through the API as somebody who is signed in."""

    def __init__(self, who: User, **begin: Any) -> None:
        self.client = builders.sign_in(Client(), who)
        self.place: dict[str, Any] = begin
        self.found: list[dict[str, Any]] = []

    def read(self, limit: int = 500) -> list[dict[str, Any]]:
        """What is new, page after page until there is no more."""
        new: list[dict[str, Any]] = []
        while True:
            answer = self.client.get(ADDRESS, {"limit": limit, **self.place})
            assert answer.status_code == 200, answer.content
            told = answer.json()
            new += told["changes"]
            self.place = {"after": told["next"]}
            if not told["has_more"]:
                self.found += new
                return new

    def references(self) -> set[str]:
        return {each["reference"] for each in self.found}
