"""docs/openapi.json is the document of the API as it is: each address, each body that it takes, each way to say no."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from accounts.api.openapi import ARGUMENT, schema_of
from accounts.api.problems import PROBLEMS
from accounts.api.rows import Read, Row, Write, body_of_row
from accounts.api.scopes import every_scope
from cases.api.table import ROWS
from config.management.commands.render_openapi import whole
from tests.cases.api.examples import EXAMPLES, WRITES

DOCUMENT = whole()
OPERATIONS: dict[str, dict[str, Any]] = {
    each["operationId"]: each for path in DOCUMENT["paths"].values() for each in path.values()
}
FILLED_IN = 42
"""What stands in an example for the number of a record that the state makes."""


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, route)
        elif route.startswith("api/v1/"):
            yield ARGUMENT.sub(r"{\g<name>}", route.removeprefix("api/v1")), str(each.name)


def whole_of(value: Any) -> Any:
    """The body with a number or a reference where the state makes one."""
    if isinstance(value, dict):
        return {name: whole_of(each) for name, each in value.items()}
    if isinstance(value, list):
        return [whole_of(each) for each in value]
    return FILLED_IN if isinstance(value, str) and value.startswith("{") else value


def test_the_file_is_up_to_date() -> None:
    call_command("render_openapi", check=True)


def test_it_is_sound_openapi_3_1() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_each_address_of_the_api_is_in_it_and_no_other() -> None:
    there = {path for path, _ in addresses(get_resolver().url_patterns)}

    assert there == set(DOCUMENT["paths"])
    assert len(OPERATIONS) == len(ROWS) + 4


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ROWS])
def test_an_operation_says_who_may_ask_and_how_it_is_refused(row: Row) -> None:
    operation = OPERATIONS[row.name.removeprefix("api-")]

    systems = [each["system"] for each in operation["security"] if "system" in each]
    assert systems == ([[row.scope]] if row.scope else [])
    headers = {each.get("$ref", "").rpartition("/")[2] for each in operation["parameters"]}
    assert ("IfMatch" in headers) == (isinstance(row, Write) and row.has_version)
    assert ("IdempotencyKey" in headers) == isinstance(row, Write)
    assert {"401", "403", "404", "429", "500", "503"} <= operation["responses"].keys()
    assert ({"412", "428"} <= operation["responses"].keys()) == ("IfMatch" in headers)


def test_each_problem_and_each_scope_is_said() -> None:
    said = {code for name in DOCUMENT["components"]["responses"] for code in name.split(".")}

    assert PROBLEMS.keys() - said == {"method_not_allowed"}, "what no documented method answers"
    flow = DOCUMENT["components"]["securitySchemes"]["system"]["flows"]["clientCredentials"]
    assert flow["scopes"].keys() == set(every_scope())


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name in WRITES])
def test_a_body_that_is_sent_is_one_that_the_document_allows(name: str) -> None:
    schema = schema_of(body_of_row(WRITES[name])())
    problems = [
        (list(each.path), each.message)
        for each in Draft202012Validator(schema).iter_errors(whole_of(EXAMPLES[name].body))
        if each.instance != FILLED_IN
    ]

    assert problems == []


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ROWS if row.method == "POST"])
def test_the_example_of_a_body_is_one_that_the_document_allows(row: Row) -> None:
    content = OPERATIONS[row.name.removeprefix("api-")]["requestBody"]["content"]["application/json"]

    Draft202012Validator(content["schema"]).validate(content["example"])
    assert isinstance(row, Read) or content["schema"]["additionalProperties"] is False
