"""How the API says no: `application/problem+json` (RFC 9457) with a code for programs and a remedy for their engineers.

`PROBLEMS` is the whole list (docs/api.md prints it). What is wrong inside a body stands in `errors`, each with a JSON
pointer. Nothing that was sent is repeated but the names of fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.reasons import ReasonNotChosen
from audit.core.action import record_denial
from audit.core.errors import OutOfReach, PermissionDenied

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 20
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem."""

    status: int
    title: str
    remedy: str


PROBLEMS = {
    "malformed": Problem(400, "The body is not sound JSON", "Send one JSON object in UTF-8, each key once."),
    "officer_needed": Problem(
        400,
        "It is not said for which officer this is asked",
        'Send `On-Behalf-Of: force=13, collar="4471", incident="WY-1234"` with an officer of your own force.',
    ),
    "key_unfit": Problem(
        400, "This is no key", "Send 8 to 255 visible characters in `Idempotency-Key`, such as a UUID of your own."
    ),
    "not_signed_in": Problem(
        401, "Nobody is signed in", "Sign in with the second factor and send the session, or send a token."
    ),
    "bad_token": Problem(401, "This token is not good", "Ask for a new one at `/api/v1/token`."),
    "not_permitted": Problem(403, "This is not permitted", "Ask your force's administrator for the permission."),
    "people_only": Problem(
        403, "People do this, and no system by itself", "Have whoever does it sign in and do it on its page."
    ),
    "scope_needed": Problem(
        403, "The token has no scope for this", "Ask with a token of the scope that `WWW-Authenticate` names."
    ),
    "csrf": Problem(403, "The request carries no proof of its page", "Send the page's token in `X-CSRFToken`."),
    "reason_not_chosen": Problem(403, "No reason is chosen", "Choose a reason on the page `/account/reason`."),
    "confirm_first": Problem(
        403, "Whoever does this says again who they are", "Confirm it on the page `/account/reauthenticate`."
    ),
    "not_found": Problem(404, "Nothing is here", "Check the address and the reference in it."),
    "method_not_allowed": Problem(405, "This address does not answer that method", "Use a method named in `Allow`."),
    "not_acceptable": Problem(406, "Only JSON is given", "Ask with `Accept: application/json`."),
    "key_in_progress": Problem(
        409, "The first request under this key is not answered yet", "Wait some seconds, then send it again."
    ),
    "stale": Problem(
        412, "Somebody else changed this meanwhile", "Read it again, then decide whether your change still holds."
    ),
    "too_large": Problem(413, "The body is too large", "Send less at a time."),
    "unsupported_media_type": Problem(
        415,
        "The body is not of the type that is taken here",
        "Send `Content-Type: application/json`, in UTF-8, not compressed; a document as `application/octet-stream`.",
    ),
    "invalid": Problem(422, "The body does not say what it must", "Correct each field that `errors` points to."),
    "refused": Problem(422, "A rule of the register says no", "Do what `detail` says, then send it again."),
    "key_reused": Problem(422, "This key was used for another request", "Send a new request under a key of its own."),
    "version_needed": Problem(
        428, "It is not said which version this changes", "Send the `ETag` that you read in `If-Match`."
    ),
    "too_many": Problem(429, "Too many requests", "Wait the seconds of `Retry-After`, then go on more slowly."),
    "server_error": Problem(500, "The register made a mistake", "Try again; report it with its X-Request-ID."),
    "unavailable": Problem(503, "The register is not available", "Try again after the seconds of `Retry-After`."),
}
FIELD_REMEDIES = {
    "required": "Send this field.",
    "given_twice": "Send it once.",
    "unknown_field": "Leave this field out, or correct its name.",
    "not_text": "Send text in quotation marks.",
    "max_length": "Shorten it.",
    "null": "Leave the field out instead.",
    "not_true_or_false": "Send true or false, without quotation marks.",
    "not_a_number": "Send a number without quotation marks.",
    "not_a_day": "Send year, month and day: YYYY-MM-DD.",
    "not_a_moment": "Send date, time and offset from UTC (RFC 3339).",
    "not_a_time": "Send hours and minutes: HH:MM.",
    "not_a_choice": "Send one of the values that `detail` names.",
    "names_nothing": "Read the list it comes from again.",
    "refused": "Do what `detail` says.",
}
CODES = {
    exceptions.ParseError: "malformed",
    exceptions.NotAuthenticated: "not_signed_in",
    exceptions.AuthenticationFailed: "not_signed_in",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.ValidationError: "invalid",
    DjangoPermissionDenied: "not_permitted",
    Http404: "not_found",
    ReasonNotChosen: "reason_not_chosen",
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one part of the body; `pointer` is a JSON pointer (RFC 6901) into it."""

    pointer: str
    code: str
    detail: str
    remedy: str


class TooLarge(exceptions.APIException):
    """The body is longer than the address takes."""

    status_code, default_code = 413, "too_large"


class VersionNeeded(exceptions.APIException):
    """An act upon a record that changes came without the version it was decided on."""

    status_code, default_code = 428, "version_needed"


class RefusedAct(exceptions.APIException):
    """A rule said no; `pointer` leads to the part of the body it spoke of, or to the whole."""

    status_code, default_code = 422, "refused"

    def __init__(self, sentence: str, pointer: str) -> None:
        super().__init__(sentence)
        self.error = FieldError(pointer, "refused", sentence, FIELD_REMEDIES["refused"])


class StaleAct(exceptions.APIException):
    """The record has another version than the one that was named. `version` is the one it has, `named` what was sent;
    None where that cannot be a version."""

    status_code, default_code = 412, "stale"

    def __init__(self, version: int, named: int | None) -> None:
        super().__init__()
        self.version, self.named = version, named


class KeyUnfit(exceptions.APIException):
    """What was sent as a key is none."""

    status_code, default_code = 400, "key_unfit"


class KeyInProgress(exceptions.APIException):
    """The request of this key is being answered at this moment."""

    status_code, default_code = 409, "key_in_progress"


class KeyReused(exceptions.APIException):
    """The key was used already, for something else."""

    status_code, default_code = 422, "key_reused"


class ConfirmFirst(exceptions.APIException):
    """The act weighs so much that whoever does it says again who they are."""

    status_code, default_code = 403, "confirm_first"


class BadToken(exceptions.AuthenticationFailed):
    """A token that is unknown, has run out or was ended, or comes without its certificate."""

    default_code = "bad_token"


class OfficerNeeded(exceptions.APIException):
    """A system did not say, or not soundly, for which officer of its force it asks."""

    status_code, default_code = 400, "officer_needed"


class PeopleOnly(exceptions.APIException):
    """A system asked for what only somebody who has signed in does."""

    status_code, default_code = 403, "people_only"


class ScopeNeeded(exceptions.APIException):
    """The token was not given for this."""

    status_code, default_code = 403, "scope_needed"

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope
        self.headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}


class TooMany(exceptions.APIException):
    """More requests than a system may send in a minute."""

    status_code, default_code = 429, "too_many"

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__()
        self.headers = headers


class NoProof(exceptions.APIException):
    """A session without its CSRF token: another site may have sent it."""

    status_code, default_code = 403, "csrf"


# Problems whose detail is a sentence of ours about this very request.
SAYS_MORE = (exceptions.ParseError, TooLarge, RefusedAct, OfficerNeeded)


def tag_of(version: int) -> str:
    """The entity tag of a version (RFC 9110 s.8.8.3)."""
    return f'"{version}"'


def document(code: str, detail: str = "", errors: tuple[FieldError, ...] = ()) -> dict[str, Any]:
    """A problem of this code as the API prints it."""
    problem = PROBLEMS[code]
    said = {
        "type": f"urn:dar:problem:{code}",
        "title": problem.title,
        "status": problem.status,
        "detail": detail or problem.title,
        "code": code,
        "remedy": problem.remedy,
    }
    return said | ({"errors": [asdict(error) for error in errors]} if errors else {})


def outside_a_view(code: str, *, headers: Mapping[str, str]) -> JsonResponse:
    """The same where no view of the API answers: an outage, a bug."""
    kept = {"Cache-Control": "no-store", **headers}
    return JsonResponse(document(code), status=PROBLEMS[code].status, content_type=MEDIA_TYPE, headers=kept)


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The handler of every exception in a view of the API; what it does not know is a bug and goes on."""
    code = _code_of(error)
    if code is None:
        return None
    denial = _denial_in(error)
    if denial is not None:
        record_denial(denial, actor=context["view"].actor, reason=context["view"].reason_if_any)
    errors = tuple(_errors_of(error.detail)) if isinstance(error, exceptions.ValidationError) else ()
    if isinstance(error, RefusedAct):
        errors = (error.error,)
    detail = str(error.detail) if isinstance(error, SAYS_MORE) else ""
    body = document(code, detail, errors[:MOST_ERRORS]) | _versions_in(error)
    return Response(body, body["status"], headers=_headers_of(error), content_type=MEDIA_TYPE)


def _code_of(error: Exception) -> str | None:
    if isinstance(error, exceptions.APIException) and error.default_code in PROBLEMS:
        return error.default_code
    return next((code for kind, code in CODES.items() if isinstance(error, kind)), None)


def _versions_in(error: Exception) -> dict[str, Any]:
    """Of a conflict, both versions: the one that was decided on, and the one that there is."""
    return {"versions": {"named": error.named, "current": error.version}} if isinstance(error, StaleAct) else {}


def _denial_in(error: Exception) -> PermissionDenied | OutOfReach | None:
    """What the log is told: somebody asked for what is not theirs. A scope is refused as a permission is."""
    if isinstance(error, ScopeNeeded):
        return PermissionDenied(f"scope:{error.scope}")
    if isinstance(error, PeopleOnly):
        return PermissionDenied("people-only")
    return error if isinstance(error, PermissionDenied | OutOfReach) else None


def _headers_of(error: Exception) -> dict[str, str]:
    if isinstance(error, StaleAct):
        return {"ETag": tag_of(error.version)}
    if isinstance(error, ScopeNeeded | TooMany):
        return error.headers
    challenge = getattr(error, "auth_header", None)
    return {"WWW-Authenticate": challenge} if challenge else {}


def _errors_of(details: Any, pointer: str = "#") -> Iterator[FieldError]:
    """Every error of a validation, with the way to it."""
    if isinstance(details, Mapping):
        for name, inner in details.items():
            whole = name == "non_field_errors"
            yield from _errors_of(inner, pointer if whole else f"{pointer}/{_escaped(str(name))}")
    elif isinstance(details, list):
        for number, inner in enumerate(details):
            yield from _errors_of(inner, pointer if isinstance(inner, str) else f"{pointer}/{number}")
    else:
        code = details.code or "invalid"
        yield FieldError(pointer, code, str(details), FIELD_REMEDIES.get(code, "Correct it and send it again."))


def _escaped(name: str) -> str:
    return name[:LONGEST_NAME].replace("~", "~0").replace("/", "~1")
