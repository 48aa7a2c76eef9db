"""A write that is sent twice is done once: `Idempotency-Key`.

A system that had no answer does not know whether the register has done what it asked. It asks again under the same key
and is told what came of the first time. Keys of different askers have nothing to do with each other.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import KeyInProgress, KeyReused, KeyUnfit
from accounts.kept_answers import answer_kept, keep, takes_turn
from accounts.models import KeptAnswer
from accounts.reasons import ReasonNotChosen

HEADER = "Idempotency-Key"
REPLAYED = {"Idempotency-Replayed": "true"}
SAID_AGAIN = ("Location", "ETag")
# What makes two requests different besides their addresses and bodies.
MATTERS = ("If-Match", "On-Behalf-Of")
_KEY = re.compile(r'"?([\x21\x23-\x5b\x5d-\x7e]{8,255})"?', re.ASCII)
# The ways in which an act ends without happening. The log has been told of them; nothing else was written.
ENDINGS = (APIException, PermissionDenied, Http404, ReasonNotChosen)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request under a key."""

    asker: str
    key_hash: str
    asked_hash: str


def attempt_of(request: Request, asker: str) -> Attempt | None:
    """What the request calls itself; None where it has no key.

    Raises:
        KeyUnfit: the key is not 8 to 255 visible characters.
    """
    said = request.headers.get(HEADER)
    if said is None:
        return None
    key = _KEY.fullmatch(said.strip())
    if key is None:
        raise KeyUnfit
    asked = [request.path, [request.headers.get(name, "") for name in MATTERS], request.data]
    return Attempt(asker, digest(key[1]), digest(json.dumps(asked, sort_keys=True, default=repr)))


def once(attempt: Attempt, act: Callable[[], Response], *, hides: Collection[str] = ()) -> Response:
    """Act and keep the answer, or give the answer that was kept. What it `hides` is kept empty: it is told once.

    An act that was refused has changed nothing and is not kept: it may be sent again under the same key.

    Raises:
        KeyInProgress: the first attempt has not ended.
        KeyReused: the key was used for another request.
    """
    refusal: Exception | None = None
    with transaction.atomic():
        if not takes_turn(turn_of(attempt)):
            raise KeyInProgress
        kept = answer_kept(attempt.asker, attempt.key_hash)
        if kept is not None:
            return _again(kept, attempt)
        try:
            response = act()
        except ENDINGS as ending:
            refusal = ending
        else:
            _keep(attempt, response, hides)
    if refusal is not None:
        raise refusal
    return response


def _again(kept: KeptAnswer, attempt: Attempt) -> Response:
    if kept.asked_hash != attempt.asked_hash:
        raise KeyReused
    return Response(kept.answer, kept.status, headers={**kept.headers, **REPLAYED})


def _keep(attempt: Attempt, response: Response, hides: Collection[str]) -> None:
    told = _as_sent(response.data)
    kept = {**told, **dict.fromkeys(hides, "")} if hides else told
    keep(
        attempt.asker, attempt.key_hash, asked_hash=attempt.asked_hash, status=response.status_code,
        answer=kept, headers={name: response[name] for name in SAID_AGAIN if name in response},
    )  # fmt: skip


def _as_sent(data: Any) -> Any:
    """The answer as JSON, days and moments as the register writes them."""
    return json.loads(JSONRenderer().render(data))


def turn_of(attempt: Attempt) -> int:
    """The number of the lock by which two requests under one key know of each other."""
    name = f"{attempt.asker} {attempt.key_hash}".encode()
    return int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)


def digest(text: str) -> str:
    """Hex SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
