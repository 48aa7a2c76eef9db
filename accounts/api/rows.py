"""An address of the API as a row of a table (ADR 14): a write is a row around an action, a read one around what it
shows. `addresses_of` makes the addresses of the rows.

Nothing is decided here. The target is found among what the actor may see, the policy of the action is asked before a
body is read, and the action itself asks it again.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from dataclasses import fields as fields_of
from itertools import groupby
from typing import Any

from django.db.models import Model
from django.http import QueryDict
from django.urls import URLPattern, path, reverse
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import Actor
from accounts.api.bodies import Maker, Makers, body_of
from accounts.api.deprecation import Deprecated
from accounts.api.fields import Body, Part
from accounts.api.machines import Machine
from accounts.api.once import attempt_of, once
from accounts.api.parsing import StrictJSONParser
from accounts.api.problems import ConfirmFirst, RefusedAct, StaleAct, VersionNeeded, tag_of
from accounts.api.scopes import grants_of
from accounts.api.views import View
from accounts.policy import Policy
from accounts.sessions import must_confirm
from audit.core.entry import Reason
from audit.core.errors import Refused, Stale

Arguments = Mapping[str, Any]
Finder = Callable[..., Any]
"""Finds the target: given the actor, and the arguments of the address by name. Raises OutOfReach."""
_TAG = re.compile(r'"(\d{1,9})"', re.ASCII)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, why, and how a path becomes a whole address. `reason` raises ReasonNotChosen."""

    actor: Actor
    reason_of: Callable[[], Reason]
    address_of: Callable[[str], str]

    @property
    def reason(self) -> Reason:
        return self.reason_of()

    def address(self, name: str, **arguments: Any) -> str:
        """The whole address of a row or a page."""
        return self.address_of(reverse(name, kwargs=arguments))

    @property
    def act(self) -> dict[str, Any]:
        """Actor and reason, as actions take them."""
        return {"actor": self.actor, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a read answers: a representation, and the version to name when it is changed."""

    what: Any
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where to read what an act made or changed: a row by its name, and its arguments from what the act gave."""

    name: str
    arguments: Callable[[Any], Arguments]


@dataclass(frozen=True, slots=True)
class Read:
    """`GET path`: `shows` takes who asks, the target if there is one, and what was asked after the question mark.

    `acts` are the actions by which it is logged. `policy` is asked of whoever asks; the target has its own reach.
    `is_posted`: it is asked by POST, and what would stand after the question mark comes in the body (ADR 7).
    `is_about_nobody`: it tells nothing about anybody, so a system may ask without naming an officer.
    `deprecated`: it will go.
    """

    path: str
    name: str
    says: str
    shows: Callable[..., Shown]
    of: Finder | None = None
    policy: Policy | None = None
    query: type[Body] = Body
    acts: tuple[Callable[..., Any], ...] = ()
    is_posted: bool = False
    is_about_nobody: bool = False
    deprecated: Deprecated | None = None

    @property
    def method(self) -> str:
        return "POST" if self.is_posted else "GET"

    @property
    def scope(self) -> str:
        """The scope by which a force's system may ask it."""
        return f"{resource_of(self.path)}:read"

    @property
    def permissions(self) -> frozenset[str]:
        """What whoever asks must be permitted."""
        asked = [self.policy, *(getattr(act, "policy", None) for act in self.acts)]
        return frozenset(each.permission for each in asked if each is not None)


@dataclass(frozen=True, slots=True)
class Write:
    """`POST path`: the body becomes the details of `act` upon the target that `of` finds.

    `at` is where to read it afterwards; `makes`: the act makes something, and is answered by 201. `has_version`: the
    target's version must be named in `If-Match`.

    `leaves_out` are parameters that no body names; `fills` makes the details of the act from the actor, the target and
    what was sent, where they are not the same. `texts` gives the length of each text by its name, `fields` makers of
    fields unlike the signature, `more` those of fields that are no parameters, and `points` leads to the fields that a
    refusal speaks of by another name.

    `hides` are fields of the answer that are told once: an answer that is kept for a second asking has them empty.

    `tells` are attributes of what the act gave that the answer repeats: codes, days and the register's own sentences,
    never what people wrote; `adds` makes more of it. `gives` makes the answer where the act gives no record.
    `parsers` read the body, the first of them JSON.

    `policy` is asked of whoever acts, without a target, where there is no action of one record. `is_confirmed`: whoever
    acts has said again who they are, as the page asks. `deprecated`: it will go.
    """

    path: str
    name: str
    act: Callable[..., Any]
    of: Finder
    at: Place
    makes: bool = False
    has_version: bool = False
    leaves_out: tuple[str, ...] = ()
    texts: Mapping[str, Maker] = field(default_factory=dict)
    fields: Mapping[str, Maker] = field(default_factory=dict)
    more: Mapping[str, Maker] = field(default_factory=dict)
    fills: Callable[[Actor, Any, dict[str, Any]], dict[str, Any]] | None = None
    points: Mapping[str, str] = field(default_factory=dict)
    tells: tuple[str, ...] = ()
    adds: Callable[[Any], Mapping[str, Any]] | None = None
    parsers: tuple[type[StrictJSONParser], ...] = (StrictJSONParser,)
    gives: Callable[[Any], Mapping[str, Any]] | None = None
    hides: tuple[str, ...] = ()
    policy: Policy | None = None
    is_confirmed: bool = False
    says: str = ""
    deprecated: Deprecated | None = None

    @property
    def method(self) -> str:
        return "POST"

    @property
    def scope(self) -> str:
        """The scope by which a force's system may do it; none where whoever does it says again who they are."""
        return "" if self.is_confirmed else f"{resource_of(self.path)}:write"

    @property
    def permissions(self) -> frozenset[str]:
        """What whoever does it must be permitted."""
        asked = [self.asks, getattr(self.act, "policy", None)]
        return frozenset(each.permission for each in asked if each is not None)

    @property
    def found_by(self) -> frozenset[str]:
        """What lets whoever does it find what it is done to."""
        asked = [self.asks, getattr(self.act, "policy", None)]
        return frozenset(each.seen_by.permission for each in asked if each is not None and each.seen_by is not None)

    @property
    def asks(self) -> Policy:
        """The policy of the act."""
        return self.policy or self.act.policy  # type: ignore[attr-defined, no-any-return]

    @property
    def sentence(self) -> str:
        """What it does: the first sentence of the action."""
        told = self.says or inspect.getdoc(self.act) or ""
        return re.split(r"(?<=[.:])\s", told.replace("\n", " "))[0].rstrip(":.") + "."


Row = Read | Write


def resource_of(address: str) -> str:
    """The resource that an address belongs to: what stands under a person is one of its own."""
    words = address.split("/")
    return words[2] if words[0] == "people" and len(words) > 2 else words[0]


class Showing(View):
    """Shows what a row is about, however it was asked."""

    reading: Read

    def read(self, request: Request, sent: Callable[[], Any], **arguments: Any) -> Response:
        """The answer. What was sent is read when whoever asks may ask it."""
        row = self.reading
        if row.policy is not None:
            row.policy.require(self.actor)
        target = (row.of(self.actor, **arguments),) if row.of is not None else ()
        asked = row.query(data=sent())
        asked.is_valid(raise_exception=True)
        shown = row.shows(_asking(self, request), *target, **asked.validated_data)
        return Response(_parts(shown.what), headers=_tagged(shown.version))


class Reading(Showing):
    """Answers a row that is read."""

    def get(self, request: Request, **arguments: Any) -> Response:
        return self.read(request, lambda: _each_once(request.query_params), **arguments)


class ReadingByPost(Showing):
    """Answers a row that is read by POST."""

    def post(self, request: Request, **arguments: Any) -> Response:
        return self.read(request, lambda: request.data, **arguments)


class Writing(View):
    """Answers a row that writes."""

    writing: Write
    body: type[Body]

    def post(self, request: Request, **arguments: Any) -> Response:
        attempt = attempt_of(request, self.asker)
        if attempt is None:
            return self.act(request, **arguments)
        return once(attempt, lambda: self.act(request, **arguments), hides=self.writing.hides)

    def act(self, request: Request, **arguments: Any) -> Response:
        """Do what is asked, and say what came of it."""
        row, actor = self.writing, self.actor
        target = row.of(self.finder, **arguments)
        row.asks.require(actor, *([] if row.policy else [target]))
        if row.is_confirmed and must_confirm(request._request):
            raise ConfirmFirst
        act: dict[str, Any] = {"actor": actor, "reason": self.reason}
        if row.has_version:
            act["version"] = _version_named(request, target)
        body = self.body(data=request.data, context={"actor": actor, "target": target})
        body.is_valid(raise_exception=True)
        details: dict[str, Any] = dict(body.validated_data)
        try:
            if row.fills is not None:
                details = row.fills(actor, target, details)
            given = row.act(target, **act, **details)
        except Stale as stale:
            raise StaleAct(stale.current.version, act.get("version")) from stale
        except Refused as refusal:
            raise RefusedAct(refusal.sentence, _pointer(row, self.body(), refusal.field)) from refusal
        return self._done(request, target, given)

    @property
    def finder(self) -> Actor:
        """Whoever acts, as they find what they act upon. A system's scope to write lets it find that for this one act;
        for whatever else it asks or is shown, it needs the scope to read."""
        actor = self.actor
        wanted = self.writing.found_by - actor.grants.keys()
        if not wanted or not isinstance(self.request.auth, Machine):
            return actor
        return replace(actor, grants={**actor.grants, **grants_of(wanted)})

    def _done(self, request: Request, target: Any, given: Any) -> Response:
        row, about = self.writing, target if self.writing.gives else given
        where = request.build_absolute_uri(reverse(row.at.name, kwargs=dict(row.at.arguments(about))))
        version = _version_now(target) if row.has_version else getattr(given, "version", None)
        said = row.gives(given) if row.gives else _receipt(row, given, version)
        answer = _parts({**said, "links": {"self": where}})
        headers = {**_tagged(version), **({"Location": where} if row.makes else {})}
        return Response(answer, 201 if row.makes else 200, headers=headers)


class ReadingAndWriting(Reading, Writing):
    """Answers an address that is read and written."""


# How many rows are read at an address and how many write, and whether the one that is read is asked by POST.
KINDS: Mapping[tuple[int, int, bool], type[View]] = {
    (1, 0, False): Reading,
    (1, 0, True): ReadingByPost,
    (0, 1, False): Writing,
    (1, 1, False): ReadingAndWriting,
}


def addresses_of(rows: Iterable[Row]) -> list[URLPattern]:
    """The addresses of the rows. Each row has a name of its own; rows of one path are answered by one view."""
    found = []
    for address, group in groupby(sorted(rows, key=_place_of), key=lambda row: row.path):
        there = list(group)
        view = view_of(there)
        found += [path(address, view, name=row.name) for row in there]
    return found


def _place_of(row: Row) -> str:
    """Where a row stands: a word of its own before any argument, which would take the word for a reference."""
    return row.path.replace("<", "\x7f")


def view_of(rows: Iterable[Row]) -> Callable[..., Any]:
    """The view of the rows of one path: at most one that is read and one that writes."""
    there = list(rows)
    reads = [row for row in there if isinstance(row, Read)]
    writes = [row for row in there if isinstance(row, Write)]
    kind = KINDS.get((len(reads), len(writes), any(row.is_posted for row in reads)))
    if kind is None:
        raise ValueError(f"Two rows answer one method at {there}")
    given: dict[str, Any] = {
        "scopes": {row.method: row.scope for row in there},
        "about_nobody": frozenset(row.method for row in reads if row.is_about_nobody),
        "deprecated": {row.method: row.deprecated for row in there if row.deprecated is not None},
    }
    given |= {"reading": reads[0]} if reads else {}
    if writes:
        parsers = writes[0].parsers
        given |= {"writing": writes[0], "body": body_of_row(writes[0]), "parser_classes": parsers}
        given |= {"takes": tuple(each.media_type for each in parsers)}
    return type("Address", (kind,), given).as_view()  # type: ignore[attr-defined, no-any-return]


def body_of_row(row: Write) -> type[Body]:
    """The body of a row."""
    return body_of(row.act, Makers(row.texts, row.fields), leave_out=row.leaves_out, more=row.more)


def _each_once(asked: QueryDict) -> dict[str, Any]:
    """What stands after the question mark. Readers differ on what a repeated name means, so none is."""
    twice = [name for name, values in asked.lists() if len(values) > 1]
    if twice:
        said = ErrorDetail("This is given twice.", code="given_twice")
        raise ValidationError({name: [said] for name in twice})
    return asked.dict()


def _asking(view: View, request: Request) -> Asking:
    return Asking(view.actor, lambda: view.reason, request.build_absolute_uri)


def _version_named(request: Request, target: Model) -> int:
    """The version in `If-Match`. One that names no version, or several, is not the one that the record has.

    Raises:
        VersionNeeded: none is named; a star would mean any, and nobody may overwrite what they have not read.
        StaleAct: what is named cannot be a version of this register.
    """
    named = request.headers.get("If-Match", "").strip()
    if named in ("", "*"):
        raise VersionNeeded
    tag = _TAG.fullmatch(named)
    if tag is None:
        raise StaleAct(target.version, None)  # type: ignore[attr-defined]
    return int(tag[1])


def _version_now(target: Model) -> int:
    target.refresh_from_db(fields=["version"])
    return int(target.version)  # type: ignore[attr-defined]


def _receipt(row: Write, given: Any, version: int | None) -> dict[str, Any]:
    """Which record it is, its version, and what follows from the act."""
    name = {"reference": given.reference} if hasattr(given, "reference") else {"number": given.pk}
    more = row.adds(given) if row.adds else {}
    return {**name, "version": version, **{each: getattr(given, each) for each in row.tells}, **more}


_PLAIN = frozenset({str, int, bool, float, type(None)})


def _parts(what: Any) -> Any:
    """A representation as JSON takes it."""
    if type(what) in _PLAIN:  # most of what there is
        return what
    if type(what) is dict:
        return {name: each if type(each) in _PLAIN else _parts(each) for name, each in what.items()}
    if is_dataclass(what) and not isinstance(what, type):
        return {each.name: _parts(getattr(what, each.name)) for each in fields_of(what)}
    if isinstance(what, Mapping):
        return {name: _parts(each) for name, each in what.items()}
    return [_parts(each) for each in what] if isinstance(what, list | tuple) else what


def _tagged(version: int | None) -> dict[str, str]:
    return {} if version is None else {"ETag": tag_of(version)}


def _pointer(row: Write, body: Body, name: str | None) -> str:
    """A JSON pointer to the field that a refusal speaks of, wherever in the body it stands; else to the whole."""
    way = _way_to(row.points.get(name or "", name or ""), body)
    return "#" if way is None else f"#/{'/'.join(way)}"


def _way_to(name: str, body: Body) -> list[str] | None:
    if "/" in name:
        return name.split("/")
    if name in body.fields:
        return [name]
    for outer, part in body.fields.items():
        if isinstance(part, Part) and (inner := _way_to(name, part)) is not None:
            return [outer, *inner]
    return None
