"""The monthly sample of reasons: what it is drawn from, and what the log says of a reading that was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac

from accounts.models import Force
from accounts.reasons import title_of
from audit.models import Detail, Event
from register.misuse.readers import IS_OF_SOMEBODY
from register.models import ReasonSample
from register.rules.reason_sample import READINGS, Reading, month_after
from register.rules.time_limits import LONDON

OF_INCIDENTS = frozenset({"live_call", "force_system"})
"""Reasons whose words are the number of an incident."""
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Given:
    """The reason as it stands in the log: its title, and what was written with it."""

    title: str
    words: str


def readings_of(force: Force, month_on: date) -> Iterator[Reading]:
    """What people of the force read in the month, by themselves or through a system, whatever came of it: one query, by
    a cursor of the server."""
    words = Detail.objects.filter(event=OuterRef("pk"), field="reason_text")
    rows = entries_of(force, month_on).annotate(has_words=Exists(words)).order_by()
    for number, reason, has_words in rows.values_list("id", "reason", "has_words").iterator(chunk_size=AT_ONCE):
        yield Reading(str(number), has_incident(reason, has_words))


def has_incident(reason: str, has_words: bool) -> bool:
    """Whether an incident stands behind a reading, as far as the log says it."""
    return reason in OF_INCIDENTS and has_words


def entries_of(force: Force, month_on: date) -> Any:
    """The entries that the sample of a force and a month is drawn from."""
    return Event.objects.filter(
        IS_OF_SOMEBODY, actor_force=force.code, at__gte=_midnight(month_on), at__lt=_midnight(month_after(month_on)),
        code__in=list(READINGS), outcome="done",
    )  # fmt: skip


def key_of(force: Force, month_on: date) -> bytes:
    """The key of one draw. It hangs on the secret of the service: nobody who reads knows what will be drawn."""
    return salted_hmac("register.reason_sample", f"{month_on:%Y-%m} {force.code}", algorithm="sha256").digest()


def reason_given(sample: ReasonSample) -> Given:
    """Why it was read, in the words of whoever read it; without words where there were none or they were erased."""
    entry = Event.objects.filter(pk=sample.event).with_details().first()
    return Given(title_of(sample.reason), entry.told("reason_text") if entry else "")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LONDON)
