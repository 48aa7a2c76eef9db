"""A force's own system sends people in batches, and asks how far the register is with what it sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ParseError

from accounts.actor import Actor
from accounts.api.bodies import matching, whole
from accounts.api.fields import LARGEST_NUMBER
from accounts.api.parsing import StrictJSONParser, object_in, read_at_most
from accounts.api.problems import FieldError, document
from accounts.api.representations import shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.models import Force
from accounts.web import get_or_404
from audit.core.errors import PermissionDenied
from register import policies
from register.actions.batch_items import Told
from register.actions.batches import Taken, missing_of, take_batch
from register.imports.items import MOST_ITEMS, BrokenLine
from register.models import FeedSource, ReceivedBatch
from register.rules.sequences import Missing

LARGEST_BATCH = 4 * 1024 * 1024
MOST_SOURCES = 100
SOURCE = matching(r"\A[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?\Z", 40)
STATUSES = {"created": 201, "changed": 200, "unchanged": 200, "superseded": 200}
REPEATED = "The first answer to this batch said what is wrong with the item."


class LargeJSONParser(StrictJSONParser):
    """A batch as one JSON object."""

    largest = LARGEST_BATCH


class LinesParser(StrictJSONParser):
    """A batch as lines of JSON, one item each; `source` and `sequence` stand after the question mark. A line that is
    no JSON object is an item of its own, and stops no other."""

    media_type = "application/x-ndjson"
    largest = LARGEST_BATCH

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The same that a JSON body would hold. Raises TooLarge."""
        asked = parser_context["request"].query_params.dict() if parser_context else {}
        sequence = asked.get("sequence", "")
        if sequence.isascii() and sequence.isdecimal() and len(sequence) <= len(str(LARGEST_NUMBER)):
            asked["sequence"] = int(sequence)
        return {**asked, "items": list(items_of(read_at_most(stream, self.largest)))}


def items_of(body: bytes) -> Iterator[Any]:
    """The item of each line that is not blank; more of them than a batch takes are not read."""
    lines = (line for line in body.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip())
    for _, line in zip(range(MOST_ITEMS + 1), lines, strict=False):
        try:
            yield object_in(line)
        except ParseError as problem:
            yield BrokenLine(str(problem.detail))


class ItemsField(serializers.Field[Any, Any, Any, Any]):
    """The items of a batch, each read on its own."""

    schema = {"type": "array", "items": {}, "minItems": 1, "maxItems": MOST_ITEMS}
    default_error_messages = {
        "not_a_list": "This is not a list.",
        "out_of_bounds": "A batch has from 1 to {most} items.",
    }

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            self.fail("not_a_list")
        if not 1 <= len(data) <= MOST_ITEMS:
            self.fail("out_of_bounds", most=f"{MOST_ITEMS:,}")
        return list(data)


@dataclass(frozen=True, slots=True)
class ItemShown:
    """What became of an item: the HTTP status that it would have had alone, and the reference of the person."""

    index: int
    status: int
    outcome: str
    reference: str
    problem: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class SourceShown:
    """A system that sends batches: the highest number that came, and the numbers that have not."""

    code: str
    last_sequence: int
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class BatchShown:
    """A batch, and what became of its items."""

    reference: str
    source: str
    sequence: int
    items: int
    received_at: datetime
    results: tuple[ItemShown, ...]


def force_of(actor: Actor) -> Force:
    """The force whose records the actor sends."""
    if not actor.force_id:
        raise PermissionDenied(policies.SEND_RECORDS.permission)
    return Force.objects.get(pk=actor.force_id)


def batch_of(actor: Actor, reference: str) -> ReceivedBatch:
    """A batch of the actor's own force."""
    rows = ReceivedBatch.objects.visible_to(actor).select_related("source")
    return get_or_404(rows, reference=reference)


def _results(taken: Taken) -> dict[str, Any]:
    return {"results": [asdict(_item(told)) for told in taken.results]}


def _item(told: Told) -> ItemShown:
    problem = _problem(told) if told.code else None
    status = problem["status"] if problem else STATUSES[told.outcome]
    return ItemShown(told.index, status, str(told.outcome), told.reference, problem)


def _problem(told: Told) -> dict[str, Any]:
    """As the whole answer would be to the item alone; its pointer begins at the item."""
    detail = told.problem or REPEATED
    pointer = "/".join(["#", *filter(None, told.column.replace("~", "~0").replace("/", "~1").split("."))])
    return document(told.code, detail, (FieldError(pointer, told.code, detail, told.remedy or "Correct the item."),))


def _batch(asking: Asking, batch: ReceivedBatch) -> Shown:
    told = [Told.of_kept(number, kept) for number, kept in enumerate(batch.outcomes)]
    return Shown(shown(BatchShown, batch, str, source=batch.source.code, results=tuple(map(_item, told))))


def _sources(asking: Asking) -> Shown:
    sources = FeedSource.objects.visible_to(asking.actor).order_by("code")[:MOST_SOURCES]
    return Shown({"sources": [shown(SourceShown, each, str, missing=missing_of(each)) for each in sources]})


ROWS: tuple[Row, ...] = (
    Write(
        "people/batch", "api-take-batch", take_batch, force_of,
        Place("api-batch", lambda taken: {"reference": taken.reference}),
        fields={
            "source": SOURCE, "sequence": whole(LARGEST_NUMBER, least=1),
            "items": lambda **options: ItemsField(required=True),
        },
        tells=("source", "sequence", "is_replay", "missing", "counts"), adds=_results,
        parsers=(LargeJSONParser, LinesParser),
    ),
    Read("batches", "api-batches", "The systems of the force that send batches, and which numbers are missing.",
         _sources, policy=policies.SEND_RECORDS),
    Read("batches/<str:reference>", "api-batch", "What became of the items of a batch.", _batch, batch_of,
         policy=policies.SEND_RECORDS),
)  # fmt: skip
