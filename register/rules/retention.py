"""Why a record is still here, and when somebody must review whether it may be.

A record stands in the highest of four review groups that its facts give (Police Information and Records Management
Code of Practice 2023; College of Policing APP, Review, retention and disposal). Its clear period begins anew with each
event. Nothing is disposed of because a day has come: on that day a person reviews the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from register.rules.time_limits import due, in_words, limit_in_force, months_after

VICTIM = "victim"
ADULT_MONTHS = 18 * 12


@dataclass(frozen=True, slots=True)
class Group:
    """One review group: what stands in it, and the limit that gives its review."""

    number: int
    title: str
    limit_code: str


GROUPS: Mapping[int, Group] = {
    1: Group(1, "public protection", "retention.group_1"),
    2: Group(2, "other sexual, violent or serious offences", "retention.group_2"),
    3: Group(3, "other offending", "retention.group_3"),
    4: Group(4, "suspects without a conviction, victims, witnesses and others", "retention.group_4"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something after which the clear period begins anew: its day, and what it was in words that name nobody."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class KeptConviction:
    """What retention needs to know of a conviction or caution."""

    convicted_on: date
    is_domestic: bool = False
    is_indictable_only: bool = False
    is_imprisonment: bool = False


@dataclass(frozen=True, slots=True)
class KeptRegistration:
    """What retention needs to know of a registration. `ends_on` is the last day of the notification period;
    `ended_on` the day on which it came to its end, None while it is live."""

    starts_on: date
    ends_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class KeptOrder:
    """What retention needs to know of a protective order."""

    made_on: date
    ends_on: date | None = None
    is_in_force: bool = False


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Everything that decides how long a record is kept. `capacity` is the subject category (DPA 2018 s.38(3)).

    `happenings` are further events, of casework for example. `address_flag_on` is the day of the oldest address marker
    in force. `hold_reviews` are the review days of the legal holds that stand. `retained_until` is the next review that
    the last decision to keep the record gave.
    """

    capacity: str
    recorded_on: date
    born_on: date | None = None
    died_on: date | None = None
    convictions: tuple[KeptConviction, ...] = ()
    registrations: tuple[KeptRegistration, ...] = ()
    orders: tuple[KeptOrder, ...] = ()
    happenings: tuple[Happening, ...] = ()
    has_linked_offender: bool = False
    address_flag_on: date | None = None
    hold_reviews: tuple[date, ...] = ()
    retained_until: date | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """The review group of a record, the day of its next review, the limit that gave it, and why in sentences."""

    group: Group
    review_on: date
    limit_code: str
    last: Happening
    why: tuple[str, ...]

    def is_due(self, on: date) -> bool:
        """Whether somebody must review the record by now."""
        return self.review_on <= on


@dataclass(frozen=True, slots=True)
class _Day:
    """A day, the limit it comes from, and why in words."""

    on: date
    limit_code: str
    words: str


def retention(facts: RecordFacts, *, on: date) -> Retention:
    """How a record is kept, under the limits in force on the day.

    A later event never brings the review earlier; a death, the end of a registration and a decision may.
    """
    group, because = _group(facts)
    last = last_event(facts)
    day = _decided(facts, _not_too_early(facts, last, _capped(facts, group, last, on), on))
    return Retention(group, day.on, day.limit_code, last, tuple(_why(facts, group, because, last, day, on)))


def last_event(facts: RecordFacts) -> Happening:
    """The event from which the clear period runs: the latest, and of several on one day the first named."""
    return max(_events(facts), key=lambda each: each.on)


def _events(facts: RecordFacts) -> Iterable[Happening]:
    for conviction in facts.convictions:
        yield Happening(conviction.convicted_on, "a conviction or caution")
    for registration in facts.registrations:
        yield Happening(registration.starts_on, "the beginning of a registration")
        if registration.ended_on:
            yield Happening(registration.ended_on, "the end of a registration")
        elif registration.ends_on:
            yield Happening(registration.ends_on, "the last day of the notification period")
    for order in facts.orders:
        yield Happening(order.made_on, "a protective order")
        if order.ends_on:
            yield Happening(order.ends_on, "the last day of a protective order")
    yield from facts.happenings
    yield Happening(facts.recorded_on, "the entry in the register")


def _group(facts: RecordFacts) -> tuple[Group, str]:
    """The highest group that the facts give, and the fact that gives it."""
    if facts.registrations:
        return GROUPS[1], "the person is or was registered"
    graded = min((_grade(each) for each in facts.convictions), default=None)
    if graded is not None:
        return GROUPS[graded[0]], graded[1]
    words = {"victim": "the person is held as a victim", "witness": "the person is held as a witness or other"}
    return GROUPS[4], words.get(facts.capacity, "the person is a suspect without a conviction")


def _grade(conviction: KeptConviction) -> tuple[int, str]:
    """The group of one conviction, and why."""
    if conviction.is_indictable_only:
        return 1, "a conviction for an offence that only the Crown Court tries"
    if conviction.is_domestic and conviction.is_imprisonment:
        return 1, "imprisonment for domestic abuse"
    if conviction.is_domestic:
        return 2, "a conviction or caution for domestic abuse"
    if conviction.is_imprisonment:
        return 2, "a sentence of imprisonment"
    return 3, "a conviction or caution for another offence"


def _capped(facts: RecordFacts, group: Group, last: Happening, on: date) -> _Day:
    """The review that the group gives, or the earlier one at the age of 100 or after a death."""
    day = _after(_code(facts, group, last), last.on, on, f"{last.words} on {in_words(last.on)}")
    others = []
    if group.number == 1 and facts.born_on:
        others.append(_after("retention.aged_100", facts.born_on, on, "birth"))
    if facts.died_on:
        others.append(_after("retention.after_death", facts.died_on, on, f"the death on {in_words(facts.died_on)}"))
    return min((day, *others), key=lambda each: each.on)


def _code(facts: RecordFacts, group: Group, last: Happening) -> str:
    """The limit that the clear period of this record stands under."""
    if facts.capacity == VICTIM and not facts.convictions and not facts.registrations:
        return "retention.victim"
    if any(each.ended_on is None for each in facts.registrations):
        return "retention.group_1" if _is_indefinite(facts) else "retention.register_record"
    if group.number <= 2 and _was_child(facts, last):
        return "retention.under_18"
    return "retention.register_record" if facts.registrations else group.limit_code


def _is_indefinite(facts: RecordFacts) -> bool:
    return any(each.ended_on is None and each.ends_on is None for each in facts.registrations)


def _was_child(facts: RecordFacts, last: Happening) -> bool:
    return facts.born_on is not None and last.on < months_after(facts.born_on, ADULT_MONTHS)


def _not_too_early(facts: RecordFacts, last: Happening, day: _Day, on: date) -> _Day:
    """Never before the shortest time."""
    least = _after("retention.minimum", last.on, on, f"{last.words} on {in_words(last.on)}")
    return max((day, least), key=lambda each: each.on)


def _decided(facts: RecordFacts, day: _Day) -> _Day:
    """What a person decided last puts the review off, never forward."""
    if facts.retained_until is None or facts.retained_until <= day.on:
        return day
    return _Day(facts.retained_until, day.limit_code, "the last review, at which a person decided to keep the record")


def _after(code: str, start: date, on: date, words: str) -> _Day:
    limit = limit_in_force(code, on)
    return _Day(due(limit, start).due_on, code, f"{limit.length_in_words} after {words}")


def _why(facts: RecordFacts, group: Group, because: str, last: Happening, day: _Day, on: date) -> Iterable[str]:
    """Why the record is here, as somebody may read it out to whoever asks."""
    yield f"It stands in review group {group.number}, {group.title}: {because}."
    if any(each.ended_on is None for each in facts.registrations):
        yield "A registration runs. While it does, the record is not disposed of."
    if any(each.is_in_force for each in facts.orders):
        yield "A protective order is in force. While it is, the record is not disposed of."
    yield f"The last event is {last.words} on {in_words(last.on)}. The clear period runs from there."
    limit = limit_in_force(day.limit_code, on)
    yield f"The next review is due on {in_words(day.on)}: {day.words}. {limit.title}: {limit.authority}."
    if _was_child(facts, last):
        yield "The person was under 18 at the last event: keeping the record takes a decision of its own."
    if facts.has_linked_offender:
        yield "The record of somebody who is held as having abused this person is still kept."
    if facts.address_flag_on:
        flag = _after("retention.address_flag", facts.address_flag_on, on, in_words(facts.address_flag_on))
        yield f"The address marker is reviewed by itself, on {in_words(flag.on)}: {flag.words}."
    for review in sorted(facts.hold_reviews):
        yield f"A legal hold stands, to be reviewed on {in_words(review)}. Until it is lifted nothing is disposed of."
