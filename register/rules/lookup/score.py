"""How well a person agrees with a query, on an absolute scale, and why, in words read in a second.

Each kind of fact adds or takes points in the spirit of Fellegi and Sunter ("A theory for record linkage", JASA, 1969):
more for what few people share, less for what disagrees. Points are never scaled to the best hit: a poor one stays poor.
No reason gives a whole address or phone: only a town, a postcode district or the last four digits.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from register.rules.lookup.agreement import NONE, SAME, SOUNDS_THE_SAME, Agreement, TypedWord
from register.rules.lookup.comparisons import (
    NOTHING,
    Finding,
    age_on,
    compare_age,
    compare_date,
    compare_number,
    compare_part,
    compare_phone,
    compare_plate,
    compare_postcode,
    compare_street,
    lives,
    near_keys,
)
from register.rules.lookup.facts import (
    ALIAS,
    CURRENT,
    FORMER,
    AddressFacts,
    NameFacts,
    PersonFacts,
    compact,
)
from register.rules.lookup.keys import fold_plate, reference_parts
from register.rules.lookup.query import Query
from register.rules.lookup.sounds import sound_of
from register.rules.lookup.streets import STREET_KINDS, Street
from register.rules.lookup.towns import town_words

EXACT, STRONG, POSSIBLE, WEAK = "Exact", "Strong", "Possible", "Weak"
_STRONG_FROM, _POSSIBLE_FROM, _WORTH_SHOWING = 18.0, 9.0, 1.0

_SURNAME, _FIRST_NAME, _MIDDLE_NAME = 8.0, 6.0, 3.0
_NAME_NOT_HELD = -4.0
_NOT_THE_CURRENT_NAME = 0.95
# Months that are names too: typed with a year that agrees, they are not a name that is missing.
_MONTHS = ("jan", "march", "april", "may", "june", "july", "august")
_KIND_OF_NAME = {ALIAS: "Alias", FORMER: "Former name"}


class Match(NamedTuple):
    """A person found: points, strength in a word, what agrees and what differs (shown first)."""

    person_id: int
    score: float
    strength: str
    reasons: tuple[str, ...]
    differences: tuple[str, ...]
    facts: PersonFacts


class _Named(NamedTuple):
    """The finding on names, and what other rules need to know of it."""

    finding: Finding
    has_surname: bool
    has_first_name: bool
    is_whole: bool
    missing: tuple[str, ...]


_NO_NAMES = _Named(NOTHING, False, False, False, ())


def score(query: Query, facts: PersonFacts) -> Match:
    """How well one person agrees with the query."""
    return Scorer(query).match(facts)


def score_all(query: Query, people: Iterable[PersonFacts]) -> tuple[Match, ...]:
    """The people worth showing, best first; equal scores stand in the order of their ids, so the order is stable."""
    scorer = Scorer(query)
    matches = (scorer.match(facts) for facts in people)
    shown = (match for match in matches if match.score >= _WORTH_SHOWING)
    return tuple(sorted(shown, key=lambda match: (-match.score, match.person_id)))


class Scorer:
    """Scores many people against one query, folding the query once."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._typed = tuple(map(TypedWord, query.names))
        self._towns = {word: town for town in query.towns for word in (town.word, *town_words(town.written))}
        self._plates = tuple(map(fold_plate, query.plates))
        self._streets = tuple((street, sound_of(street.name)) for street in query.streets)
        self._street_words = frozenset(
            typed.word for typed in self._typed for street in query.streets if _belongs_to(typed.word, street)
        )
        self._months = _MONTHS if any(part.month for part in query.part_dates) else ()
        self._numbers = [
            (kind, compact(canonical), near_keys(kind, canonical)) for kind, canonical, _ in query.identifiers
        ]
        self._references = {part for reference in query.references for part in reference_parts(reference)}

    def match(self, facts: PersonFacts) -> Match:
        """The match of one person."""
        towns = self._towns_of(facts)
        place, has_street = self._place(facts)
        born = self._births(facts)
        explained = {*towns, *(self._street_words if has_street else ()), *(self._months if born.points > 0 else ())}
        named = self._names(facts, explained)
        findings = (
            self._identifiers(facts),
            self._reference(facts),
            self._with_relatives(named, born, facts.sex),
            born,
            self._ages(facts),
            self._phones(facts),
            self._plate(facts),
            place,
            self._town(towns),
        )
        return _summed(facts, findings, is_same_person=named.is_whole and born.is_proof)

    # Names

    def _names(self, facts: PersonFacts, explained: set[str]) -> _Named:
        if not self._typed:
            return _NO_NAMES
        compared = [self._name(name, explained) for name in facts.names] or [_NO_NAMES]
        return max(compared, key=lambda named: named.finding.points)

    def _name(self, name: NameFacts, explained: set[str]) -> _Named:
        taken = self._assigned(name)
        missing = tuple(
            typed.typed
            for place, typed in enumerate(self._typed)
            if not (place in taken or typed.is_known_town or typed.town in explained or typed.word in explained)
        )
        points = sum(worth for worth, _, _ in taken.values())
        if name.kind != CURRENT:
            points *= _NOT_THE_CURRENT_NAME
        agreeing = {group: how for _, group, how in taken.values()}
        reasons = _name_reasons(name, agreeing)
        differences = tuple(f"No name like ‘{word}’" for word in missing)
        return _Named(
            Finding(points + _NAME_NOT_HELD * len(missing), reasons, differences),
            has_surname=agreeing.get("Surname", NONE) in (SAME, SOUNDS_THE_SAME),
            has_first_name=any(group != "Surname" for group in agreeing),
            is_whole=not missing and agreeing.get("Surname") is agreeing.get("First name") is SAME,
            missing=missing,
        )

    def _assigned(self, name: NameFacts) -> dict[int, tuple[float, str, Agreement]]:
        """Each typed word given to the part of the name it agrees with best; no part is used twice."""
        possible = []
        for place, typed in enumerate(self._typed):
            for word, sound, group, worth in _words_of(name):
                how = typed.agrees_with(word, sound)
                if how.share:
                    possible.append((worth * how.share, place, group, how))
        possible.sort(key=lambda found: (-found[0], found[1], found[2]))
        taken: dict[int, tuple[float, str, Agreement]] = {}
        used: set[str] = set()
        for points, place, group, how in possible:
            if place not in taken and group not in used:
                taken[place] = (points, group, how)
                used.add(group)
        return taken

    def _with_relatives(self, named: _Named, born: Finding, sex: str) -> Finding:
        """The finding on names; when surname and birth agree but no first name does, it says who this may be."""
        if not (born.is_proof and named.has_surname and named.missing and not named.has_first_name):
            return named.finding
        relative = {"M": "a twin or brother", "F": "a twin or sister"}.get(sex, "a twin, brother or sister")
        said = f"Same surname and date of birth, different first name: may be {relative}"
        return named.finding._replace(differences=(said,))

    # Birth

    def _births(self, facts: PersonFacts) -> Finding:
        if not (self._query.dates or self._query.part_dates):
            return NOTHING
        if not facts.dates_of_birth:
            return Finding(0.0, (), ("No date of birth held",))
        found = [compare_date(reading, born) for reading in self._query.dates for born in facts.dates_of_birth]
        found += [compare_part(part, born) for part in self._query.part_dates for born in facts.dates_of_birth]
        best = max(found, key=lambda finding: finding.points)
        return NOTHING if best.points < 0 and "part_dates" in self._query.guesses else best

    def _ages(self, facts: PersonFacts) -> Finding:
        if not (self._query.ages and facts.dates_of_birth):
            return NOTHING
        ages = [age_on(self._query.today, born) for born in facts.dates_of_birth]
        best = max(
            (compare_age(age, held) for age in self._query.ages for held in ages), key=lambda found: found.points
        )
        return NOTHING if best.points < 0 and "ages" in self._query.guesses else best

    # Numbers

    def _identifiers(self, facts: PersonFacts) -> Finding:
        if not self._numbers:
            return NOTHING
        found = [
            compare_number(kind, typed, near, held)
            for kind, typed, near in self._numbers
            for held_kind, held in facts.identifiers
            if held_kind == kind
        ]
        best = max(found, key=lambda finding: finding.points, default=NOTHING)
        return NOTHING if best.points < 0 and len(self._numbers) > 1 else best

    def _reference(self, facts: PersonFacts) -> Finding:
        for held in facts.references if self._references else ():
            if self._references.intersection(reference_parts(held)):
                return Finding(25.0, (f"Same reference: {held}",), is_proof=True)
        return NOTHING

    def _phones(self, facts: PersonFacts) -> Finding:
        found = (compare_phone(reading, held) for reading in self._query.phones for held in facts.phones)
        best = max(found, key=lambda finding: finding.points, default=NOTHING)
        is_missing = not best.points and any(reading.is_whole for reading in self._query.phones)
        return Finding(-1.0, (), ("Not a phone we hold for them",)) if is_missing and facts.phones else best

    def _plate(self, facts: PersonFacts) -> Finding:
        found = (compare_plate(typed, held) for typed in self._plates for held in facts.plates)
        return max(found, key=lambda finding: finding.points, default=NOTHING)

    # Places

    def _towns_of(self, facts: PersonFacts) -> dict[str, AddressFacts]:
        """The words typed that are a town of this person, each with the address, a current one for preference."""
        if not self._towns:
            return {}
        here: dict[str, AddressFacts] = {}
        for address in facts.addresses:
            for word in address.town_words:
                if word in self._towns and (word not in here or address.is_current):
                    here[word] = address
        return here

    def _town(self, towns: dict[str, AddressFacts]) -> Finding:
        if towns:
            address = next((held for held in towns.values() if held.is_current), next(iter(towns.values())))
            return Finding(3.0, (f"{lives(address)} in {address.town}",))
        known = next((town.written for town in self._query.towns if town.is_known), "")
        is_sure = known and "towns" not in self._query.guesses
        return Finding(-1.0, (), (f"No address in {known}",)) if is_sure else NOTHING

    def _place(self, facts: PersonFacts) -> tuple[Finding, bool]:
        """The best agreement of postcode and of street, which both count, and whether a street agrees."""
        postcodes, streets = self._query.postcodes, self._streets
        if not (postcodes or streets):
            return NOTHING, False
        coded = [compare_postcode(reading, held) for reading in postcodes for held in facts.addresses]
        named = [compare_street(street, sound, held) for street, sound in streets for held in facts.addresses]
        parts = [max(found, key=lambda finding: finding.points, default=NOTHING) for found in (coded, named)]
        reasons = parts[0].reasons + parts[1].reasons
        missing = postcodes and not reasons and "postcodes" not in self._query.guesses
        differences = (f"No address in {postcodes[0].outward}",) if missing else ()
        points = parts[0].points + parts[1].points - (1.0 if missing else 0.0)
        return Finding(points, reasons, differences), parts[1].points > 0


def _summed(facts: PersonFacts, findings: tuple[Finding, ...], *, is_same_person: bool) -> Match:
    points = sum(finding.points for finding in findings)
    reasons = tuple(reason for finding in findings for reason in finding.reasons)
    differences = tuple(reason for finding in findings for reason in finding.differences)
    is_proven = is_same_person or findings[0].is_proof or findings[1].is_proof
    strength = _strength(points, is_proven=is_proven, differences=differences)
    return Match(facts.person_id, round(points, 2), strength, reasons, differences, facts)


def _belongs_to(word: str, street: Street) -> bool:
    return word in street.name or word in STREET_KINDS


def _strength(points: float, *, is_proven: bool, differences: tuple[str, ...]) -> str:
    is_relative = any("may be a twin" in difference for difference in differences)
    if is_proven and not differences:
        return EXACT
    if points >= _STRONG_FROM and not is_relative:
        return STRONG
    return POSSIBLE if points >= _POSSIBLE_FROM else WEAK


def _words_of(name: NameFacts) -> list[tuple[str, str, str, float]]:
    """Each held word with its sound, its part of the name and what a full agreement is worth."""
    words = [
        (word, sound, "Surname", _SURNAME) for word, sound in zip(name.surname_words, name.surname_sounds, strict=True)
    ]
    for place, (word, sound) in enumerate(zip(name.forename_words, name.forename_sounds, strict=True)):
        group, worth = ("First name", _FIRST_NAME) if place == 0 else (f"Middle name {place}", _MIDDLE_NAME)
        words.append((word, sound, group, worth))
    return words


def _name_reasons(name: NameFacts, agreeing: dict[str, Agreement]) -> tuple[str, ...]:
    if not agreeing:
        return ()
    held = {"Surname": name.surname, "First name": name.forenames.split(" ")[0]}
    reasons = [_name_reason(group, how, held.get(group, name.forenames)) for group, how in sorted(agreeing.items())]
    if agreeing.get("Surname") is agreeing.get("First name") is SAME:
        reasons = [f"Same name: {held['First name']} {name.surname}"]
    if kind := _KIND_OF_NAME.get(name.kind):
        reasons.insert(0, f"{kind}: {name.forenames} {name.surname}".rstrip())
    return tuple(reasons)


def _name_reason(group: str, how: Agreement, held: str) -> str:
    part = group.rstrip(" 0123456789")
    return f"Same {part.lower()}: {held}" if how is SAME else f"{part} {how.words}: {held}"
