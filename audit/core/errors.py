"""The three ways an act ends without happening. Anything else that is raised is a bug."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404


class Refused(Exception):
    """A rule said no. `str(refused)` is the sentence for the screen and says what to do; `field` names the input."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Stale(Refused):
    """Somebody else changed the record since it was read. `current` is the record as it stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__(
            "Somebody else changed this record while you were working on it. Nothing of yours was saved. "
            "Compare both versions below, then save again."
        )
        self.current = current


class PermissionDenied(DjangoPermissionDenied):
    """A policy said no to something the actor may know exists: the answer is 403."""

    def __init__(self, policy: str, *, object_type: str = "", object_ref: str = "") -> None:
        super().__init__(policy)
        self.policy = policy
        self.object_type = object_type
        self.object_ref = object_ref


class OutOfReach(Http404):
    """The record is outside the actor's reach: the answer is the 404 of something that does not exist."""

    def __init__(self, policy: str, *, object_type: str = "", object_ref: str = "") -> None:
        super().__init__("Not found")
        self.policy = policy
        self.object_type = object_type
        self.object_ref = object_ref
