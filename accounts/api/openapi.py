"""The OpenAPI 3.1 document of the API, made from the rows of the table: body, problems and scope of each.

`manage.py render_openapi` writes it to docs/openapi.json. A row needs nothing here; an address that is no row is
described beside its view and given to `document` as `more`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from accounts.api import fields
from accounts.api.lists import AfterField
from accounts.api.problems import MEDIA_TYPE, PROBLEMS
from accounts.api.rows import Read, Row, Write, body_of_row

Schema = dict[str, Any]
ARGUMENT = re.compile(r"<(?P<kind>\w+):(?P<name>\w+)>")
ALWAYS = ("officer_needed", "not_signed_in", "bad_token", "not_permitted", "people_only", "scope_needed", "not_found",
          "not_acceptable", "too_many", "server_error", "unavailable")  # fmt: skip
OF_READS = ("reason_not_chosen", "invalid")
OF_BODIES = ("malformed", "csrf", "too_large", "unsupported_media_type")
OF_WRITES = (*OF_BODIES, "reason_not_chosen", "key_unfit", "key_in_progress", "invalid", "refused", "key_reused")
OF_VERSIONS = ("stale", "version_needed")
# What an answer of this status carries besides what every answer does.
HEADERS_OF = {"401": ("WWW-Authenticate",), "412": ("ETag",), "429": ("Retry-After",), "503": ("Retry-After",)}
EVERY_ANSWER = ("X-Request-ID", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


def document(parts: Mapping[str, Iterable[Row]], more: Mapping[str, Schema]) -> Schema:
    """The document of all rows. `parts` are the rows under their headings, which become tags; `more` are addresses that
    are no rows, by their path."""
    rows = [(heading, row) for heading, there in parts.items() for row in there]
    paths: dict[str, Schema] = {path: dict(each) for path, each in more.items()}
    for heading, row in rows:
        paths.setdefault(address_of(row), {})[row.method.lower()] = operation_of(row, heading)
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/api/v1"}],
        "tags": [{"name": heading} for heading in parts],
        "paths": {path: paths[path] for path in sorted(paths)},
        "components": {
            "schemas": {"Problem": PROBLEM, "Receipt": RECEIPT},
            "responses": _problems_in(paths),
            "headers": HEADERS,
            "parameters": {"OnBehalfOf": OFFICER, "IfMatch": VERSION, "IdempotencyKey": KEY},
            "securitySchemes": security_schemes(row for _, row in rows),
        },
    }


def operation_of(row: Row, heading: str) -> Schema:
    """One row as an operation."""
    return {
        "operationId": row.name.removeprefix("api-"),
        "tags": [heading],
        "summary": row.says if isinstance(row, Read) else row.sentence,
        **_deprecation_of(row),
        "security": security_of(row.scope),
        "parameters": parameters_of(row),
        **({"requestBody": body_of(row)} if row.method == "POST" else {}),
        "responses": responses_of(row),
    }


def security_of(scope: str) -> list[Schema]:
    """A system with this scope, where there is one, or somebody who has signed in."""
    return [*([{"system": [scope]}] if scope else []), {"session": []}]


def address_of(row: Row) -> str:
    """The path with its arguments in braces."""
    return "/" + ARGUMENT.sub(r"{\g<name>}", row.path)


def parameters_of(row: Row) -> list[Schema]:
    """What stands in the address, after the question mark and in the headers."""
    found = [_in_the_path(each["name"], each["kind"], row) for each in ARGUMENT.finditer(row.path)]
    if isinstance(row, Read) and not row.is_posted:
        found += [
            {"name": name, "in": "query", "required": each.required, "schema": schema_of(each)}
            for name, each in row.query().fields.items()
        ]
    headers = ["OnBehalfOf"] if row.scope and not getattr(row, "is_about_nobody", False) else []
    if isinstance(row, Write):
        headers += ["IdempotencyKey", *(["IfMatch"] if row.has_version else [])]
    return [*found, *({"$ref": f"#/components/parameters/{name}"} for name in headers)]


def _in_the_path(name: str, kind: str, row: Row) -> Schema:
    example = "DAR-7K3F-9QX2" if (name, row.path.split("/")[0]) == ("reference", "people") else None
    said = {"example": example} if example else {}
    return {"name": name, "in": "path", "required": True, "schema": PLACES.get(kind, TEXT), **said}


def body_of(row: Row) -> Schema:
    """The body of a row that is asked by POST, with an example of the least that must be sent."""
    schema = schema_of(body_of_row(row)() if isinstance(row, Write) else row.query())
    others = [each.media_type for each in row.parsers[1:]] if isinstance(row, Write) else []
    content = {"application/json": {"schema": schema, "example": example_of(schema)}}
    return {"required": True, "content": content | {each: {"schema": TEXT} for each in others}}


def responses_of(row: Row) -> Schema:
    """The answer, and every problem that may come instead, by its status."""
    codes = [*ALWAYS, *(OF_WRITES if isinstance(row, Write) else OF_READS)]
    if isinstance(row, Write):
        codes += [*(OF_VERSIONS if row.has_version else ()), *(("confirm_first",) if row.is_confirmed else ())]
    elif row.is_posted:
        codes += OF_BODIES
    answer: Schema = {"$ref": "#/components/schemas/Receipt"}
    if isinstance(row, Read) or row.gives is not None:
        answer = {"type": "object"}
    makes = isinstance(row, Write) and row.makes
    headers = headers_named(*EVERY_ANSWER, "ETag", *(["Location"] if makes else []))
    headers |= headers_named(*(["Deprecation", "Sunset"] if row.deprecated else []))
    done = {"description": "Done.", "headers": headers, "content": {"application/json": {"schema": answer}}}
    return {("201" if makes else "200"): done, **problems_of(codes)}


def problems_of(codes: Iterable[str]) -> Schema:
    """For each status of these problems, a response that names those that may be meant."""
    statuses: dict[str, list[str]] = {}
    for code in PROBLEMS:
        if code in set(codes):
            statuses.setdefault(str(PROBLEMS[code].status), []).append(code)
    return {status: {"$ref": f"#/components/responses/{'.'.join(there)}"} for status, there in sorted(statuses.items())}


def headers_named(*names: str) -> Schema:
    """These headers of an answer."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _deprecation_of(row: Row) -> Schema:
    if row.deprecated is None:
        return {}
    goes = row.deprecated
    return {"deprecated": True, "description": f"Goes on {goes.until.isoformat()}. Instead: {goes.instead}."}


def _problems_in(paths: Mapping[str, Schema]) -> Schema:
    """The responses that the operations name."""
    named = {
        answer["$ref"].rpartition("/")[2]
        for path in paths.values()
        for operation in path.values()
        for answer in operation["responses"].values()
        if "$ref" in answer
    }
    return {name: _response(name.split(".")) for name in sorted(named)}


def _response(codes: list[str]) -> Schema:
    """Problems of one status."""
    status = str(PROBLEMS[codes[0]].status)
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, {"properties": {"code": {"enum": codes}}}]}
    return {
        "description": " ".join(f"`{code}`: {PROBLEMS[code].title}. {PROBLEMS[code].remedy}" for code in codes),
        "headers": headers_named(*EVERY_ANSWER, *HEADERS_OF.get(status, ())),
        "content": {MEDIA_TYPE: {"schema": schema}},
    }


def security_schemes(rows: Iterable[Row]) -> Schema:
    """The ways to say who one is."""
    scopes = sorted({row.scope for row in rows if row.scope})
    named = {scope: f"{'Read' if scope.endswith(':read') else 'Write'} {scope.partition(':')[0]}" for scope in scopes}
    flow = {"clientCredentials": {"tokenUrl": "/api/v1/token", "scopes": named}}
    session = {
        "type": "apiKey", "in": "cookie", "name": "__Host-session",
        "description": "Somebody who has signed in. What is posted carries the page's token in `X-CSRFToken`.",
    }  # fmt: skip
    system = {
        "type": "oauth2",
        "flows": flow,
        "description": "A system of a force, for an officer named in `On-Behalf-Of`.",
    }
    client = {"type": "http", "scheme": "basic", "description": "The client credentials of a force's system."}
    return {"system": system, "session": session, "client": client}


def example_of(schema: Schema) -> Any:
    """The least that this schema takes, with a value that can be read."""
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {name: example_of(schema["properties"][name]) for name in schema.get("required", [])}
    if schema.get("type") == "array":
        return [example_of(schema["items"])]
    if schema.get("type") == "string":
        said = EXAMPLES_OF_FORMATS.get(schema.get("format", ""), "As the file says")
        return said[: schema.get("maxLength", len(said))]
    return {"integer": schema.get("minimum", 1), "boolean": True}.get(schema.get("type", ""), {})


def schema_of(each: Any) -> Schema:
    """What a field of a body takes."""
    schema = _plain_schema_of(each)
    if not getattr(each, "allow_null", False):
        return schema
    return {"anyOf": [schema, {"type": "null"}]}


def _plain_schema_of(each: Any) -> Schema:
    """A field of a kind that is not known here says itself what it takes, in `schema`."""
    if isinstance(each, fields.Body):
        return _object_of(each)
    if isinstance(each, serializers.ListField):
        return {"type": "array", "items": schema_of(each.child), "maxItems": each.max_length}
    if isinstance(each, serializers.DictField):
        return {"type": "object", "additionalProperties": schema_of(each.child)}
    if isinstance(each, fields.Choice | serializers.ChoiceField):
        return _choice_of(list(each.members if isinstance(each, fields.Choice) else each.choices))
    if isinstance(each, fields.Line):
        return {"type": "string", "maxLength": each.max_length, **({} if each.allow_blank else {"minLength": 1})}
    if isinstance(each, fields.Whole):
        return {"type": "integer", "minimum": each.least, "maximum": each.most}
    if isinstance(each, fields.Named):
        return {"type": "integer", "minimum": 1} if each.by == "pk" else {"type": "string", "maxLength": 40}
    return next((dict(schema) for kind, schema in PLAIN.items() if isinstance(each, kind)), None) or dict(each.schema)


def _object_of(body: fields.Body) -> Schema:
    inner = {name: schema_of(field) for name, field in body.fields.items()}
    required = [name for name, field in body.fields.items() if field.required]
    more = {"required": required} if required else {}
    return {"type": "object", "properties": inner, **more, "additionalProperties": False}


def _choice_of(values: list[Any]) -> Schema:
    kinds = {"string" if isinstance(value, str) else "integer" for value in values}
    return {"type": kinds.pop(), "enum": values} if len(kinds) == 1 else {"enum": values}


INFO: Schema = {
    "title": "Domestic Abuse Register",
    "version": "1.0.0",
    "summary": "What other systems ask of the register, and what it answers.",
    "description": "docs/api.md says how to ask and what the answers mean, docs/api-changelog.md what has changed. "
    "Hidden and absent are the same 404. Every problem is application/problem+json (RFC 9457): a code and a remedy.",
}
TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
CLOCK: Schema = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "format": "hours-and-minutes"}
EXAMPLES_OF_FORMATS = {"date": "2026-11-24", "date-time": "2026-11-24T21:40:00Z", "hours-and-minutes": "21:40"}
PLAIN: Mapping[type, Schema] = {
    fields.Truth: {"type": "boolean"}, fields.Day: DAY, fields.Moment: MOMENT, fields.TimeOfDay: CLOCK,
    AfterField: TEXT, serializers.IntegerField: {"type": "integer"},
}  # fmt: skip
COUNT: Schema = {"type": "integer", "minimum": 0}
HEADERS: Schema = {
    "X-Request-ID": {
        "description": "The number of the request, as the logs have it: the one that was sent, or a new one.",
        "schema": {"type": "string"},
    },
    "RateLimit-Limit": {"description": "Requests a system may send in a minute.", "schema": COUNT},
    "RateLimit-Remaining": {"description": "How many of them are left.", "schema": COUNT},
    "RateLimit-Reset": {"description": "Seconds until the next minute begins.", "schema": COUNT},
    "Retry-After": {"description": "Seconds after which to try again.", "schema": COUNT},
    "WWW-Authenticate": {"description": "The ways to say who one is (RFC 9110 s.11.6.1).", "schema": TEXT},
    "ETag": {"description": "The version, to be sent in `If-Match`.", "schema": TEXT},
    "Location": {"description": "Where what was made is read.", "schema": {"type": "string", "format": "uri"}},
    "Deprecation": {"description": "Since when it should not be used any more (RFC 9745).", "schema": TEXT},
    "Sunset": {"description": "From when it may answer no more (RFC 8594).", "schema": TEXT},
}
PLACES: Mapping[str, Schema] = {"int": {"type": "integer", "minimum": 0}, "str": TEXT}
FIELD_ERROR: Schema = {
    "type": "object",
    "properties": {"pointer": TEXT, "code": TEXT, "detail": TEXT, "remedy": TEXT},
    "required": ["pointer", "code", "detail", "remedy"],
}
PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT, "code": TEXT, "remedy": TEXT,
        "errors": {"type": "array", "items": FIELD_ERROR},
        "versions": {
            "type": "object",
            "properties": {"named": {"type": ["integer", "null"]}, "current": {"type": "integer"}},
        },
    },
    "required": ["type", "title", "status", "detail", "code", "remedy"],
}  # fmt: skip
RECEIPT: Schema = {
    "type": "object",
    "properties": {
        "reference": TEXT, "number": {"type": "integer"}, "version": {"type": ["integer", "null"]},
        "links": {"type": "object", "properties": {"self": {"type": "string", "format": "uri"}}, "required": ["self"]},
    },
    "required": ["version", "links"],
}  # fmt: skip
OFFICER: Schema = {
    "name": "On-Behalf-Of", "in": "header", "required": False, "schema": TEXT,
    "description": "The officer for whom a system asks; a system must send it.",
    "example": 'force=13, collar="4471", incident="WY-1234"',
}  # fmt: skip
VERSION: Schema = {
    "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string", "pattern": r'^"\d{1,9}"$'},
    "description": "The version that the decision was made on.",
}  # fmt: skip
KEY: Schema = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "schema": {"type": "string", "minLength": 8, "maxLength": 255},
    "description": "Sent twice under one key, it is done once.",
}  # fmt: skip
