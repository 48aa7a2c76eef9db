"""The OpenAPI 3.1 document of the API, made from the rows of the table: body, problems and scope of each."""

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
ALWAYS = ("not_signed_in", "bad_token", "not_permitted", "scope_needed", "officer_needed", "not_found",
          "not_acceptable", "too_many", "server_error", "unavailable")  # fmt: skip
OF_READS = ("invalid", "reason_not_chosen")
OF_WRITES = ("malformed", "csrf", "reason_not_chosen", "key_unfit", "key_in_progress", "key_reused", "too_large",
             "unsupported_media_type", "invalid", "refused")  # fmt: skip
OF_VERSIONS = ("stale", "version_needed")
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}


def document(parts: Mapping[str, Iterable[Row]]) -> Schema:
    """The document of all rows. `parts` are the rows under their headings, which become tags."""
    rows = [(heading, row) for heading, there in parts.items() for row in there]
    paths: dict[str, Schema] = {}
    for heading, row in rows:
        paths.setdefault(address_of(row), {})[row.method.lower()] = operation_of(row, heading)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Domestic Abuse Register", "version": "1", "description": "See docs/api.md."},
        "servers": [{"url": "/api/v1"}],
        "tags": [{"name": heading} for heading in parts],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {"Problem": PROBLEM, "Receipt": RECEIPT},
            "responses": {code: response_of_problem(code) for code in PROBLEMS},
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
        "security": [*([{"system": [row.scope]}] if row.scope else []), {"session": []}],
        "parameters": parameters_of(row),
        **({"requestBody": body_of(row)} if row.method == "POST" else {}),
        "responses": responses_of(row),
    }


def address_of(row: Row) -> str:
    """The path with its arguments in braces."""
    return "/" + ARGUMENT.sub(r"{\g<name>}", row.path)


def parameters_of(row: Row) -> list[Schema]:
    """What stands in the address, after the question mark and in the headers."""
    found: list[Schema] = [
        {"name": each["name"], "in": "path", "required": True, "schema": PLACES.get(each["kind"], {"type": "string"})}
        for each in ARGUMENT.finditer(row.path)
    ]
    if isinstance(row, Read) and not row.is_posted:
        found += [
            {"name": name, "in": "query", "required": each.required, "schema": schema_of(each)}
            for name, each in row.query().fields.items()
        ]
    headers = ["OnBehalfOf"]
    if isinstance(row, Write):
        headers += ["IdempotencyKey", *(["IfMatch"] if row.has_version else [])]
    return [*found, *({"$ref": f"#/components/parameters/{name}"} for name in headers)]


def body_of(row: Row) -> Schema:
    """The body of a row that is asked by POST."""
    body = body_of_row(row)() if isinstance(row, Write) else row.query()
    return {"required": True, "content": {"application/json": {"schema": schema_of(body)}}}


def responses_of(row: Row) -> Schema:
    """The answer, and every problem that may come instead, by its status."""
    codes = [*ALWAYS, *(OF_WRITES if isinstance(row, Write) else OF_READS)]
    if isinstance(row, Write):
        codes += [*(OF_VERSIONS if row.has_version else ()), *(("confirm_first",) if row.is_confirmed else ())]
    elif row.is_posted:
        codes += ["malformed", "csrf", "too_large", "unsupported_media_type"]
    answer: Schema = {"$ref": "#/components/schemas/Receipt"}
    if isinstance(row, Read) or row.gives is not None:
        answer = {"type": "object"}
    status = "201" if isinstance(row, Write) and row.makes else "200"
    done = {"description": "Done.", "content": {"application/json": {"schema": answer}}}
    statuses: dict[str, list[str]] = {}
    for code in codes:
        statuses.setdefault(str(PROBLEMS[code].status), []).append(code)
    return {status: done, **{each: problems_of(there) for each, there in sorted(statuses.items())}}


def problems_of(codes: list[str]) -> Schema:
    """The problems of one status."""
    if len(codes) == 1:
        return {"$ref": f"#/components/responses/{codes[0]}"}
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, {"properties": {"code": {"enum": codes}}}]}
    said = "; ".join(PROBLEMS[code].title for code in codes)
    return {"description": f"{said}.", "content": {MEDIA_TYPE: {"schema": schema}}}


def response_of_problem(code: str) -> Schema:
    """One problem."""
    problem = PROBLEMS[code]
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, {"properties": {"code": {"const": code}}}]}
    return {"description": f"{problem.title}. {problem.remedy}", "content": {MEDIA_TYPE: {"schema": schema}}}


def security_schemes(rows: Iterable[Row]) -> Schema:
    """The two ways to say who one is."""
    scopes = sorted({row.scope for row in rows if row.scope})
    named = {scope: f"{'Read' if scope.endswith(':read') else 'Write'} {scope.partition(':')[0]}" for scope in scopes}
    flow = {"clientCredentials": {"tokenUrl": "/api/v1/token", "scopes": named}}
    session = {"type": "apiKey", "in": "cookie", "name": "__Host-session"}
    return {"system": {"type": "oauth2", "flows": flow}, "session": session}


def schema_of(each: Any) -> Schema:
    """What a field of a body takes."""
    schema = _plain_schema_of(each)
    if not getattr(each, "allow_null", False):
        return schema
    return {"anyOf": [schema, {"type": "null"}]}


def _plain_schema_of(each: Any) -> Schema:
    if isinstance(each, fields.Body):
        inner = {name: schema_of(field) for name, field in each.fields.items()}
        required = [name for name, field in each.fields.items() if field.required]
        return {
            "type": "object", "properties": inner, "additionalProperties": False,
            **({"required": required} if required else {}),
        }  # fmt: skip
    if isinstance(each, serializers.ListField):
        return {"type": "array", "items": schema_of(each.child), "maxItems": each.max_length}
    if isinstance(each, fields.Choice):
        return {"enum": list(each.members)}
    if isinstance(each, serializers.ChoiceField):
        return {"enum": list(each.choices)}
    if isinstance(each, fields.Line):
        return {"type": "string", "maxLength": each.max_length, **({} if each.allow_blank else {"minLength": 1})}
    if isinstance(each, fields.Whole):
        return {"type": "integer", "minimum": each.least, "maximum": each.most}
    if isinstance(each, fields.Named):
        return {"type": "integer", "minimum": 1} if each.by == "pk" else {"type": "string"}
    plain = {fields.Truth: {"type": "boolean"}, fields.Day: DAY, fields.Moment: MOMENT, AfterField: {"type": "string"},
             serializers.IntegerField: {"type": "integer"}}  # fmt: skip
    return next((dict(schema) for kind, schema in plain.items() if isinstance(each, kind)), {})


TEXT: Schema = {"type": "string"}
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
