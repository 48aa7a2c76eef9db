"""Who somebody is and what is known of them, through the API: entered, corrected, added to, confirmed, ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts.actor import Actor
from accounts.api.bodies import Maker, line, matching, moment, needed, one_of, past_day, prose, whole
from accounts.api.bodies import named as named_by
from accounts.api.fields import LARGEST_NUMBER, Line
from accounts.api.rows import Place, Row, Write
from accounts.models import Force
from audit.core.errors import OutOfReach, Refused
from cases.api.targets import own_force, person_of
from cases.contact import protection_of
from cases.facts import FACTS, fact_of
from register.actions import facts as acts
from register.actions.people import correct_person, register_person, restrict_person
from register.models import Identifier, Person, Protection, SubjectCategory, WarningSignal
from register.places import force_of_postcode
from register.policies import REGISTER_PERSON
from register.rules.zones import NotAnArea, read_point

CORRECTED = ("forenames", "surname", "date_of_birth", "sex", "subject_category")


def registering(actor: Actor) -> Force:
    """The force for which the actor enters people."""
    return own_force(actor, REGISTER_PERSON.permission)


def _usual_protection(person: Person, sent: dict[str, Any]) -> dict[str, Any]:
    """Where a victim can be found is confidential unless somebody says otherwise."""
    usual = Protection.OPEN if person.is_perpetrator else Protection.CONFIDENTIAL
    return {"protection": usual, **sent}


def _phone(actor: Actor, person: Person, sent: dict[str, Any]) -> dict[str, Any]:
    return _usual_protection(person, sent)


def _address(actor: Actor, person: Person, sent: dict[str, Any]) -> dict[str, Any]:
    """An address with the police force of its postcode where none is named, and a point on the grid, or none."""
    easting, northing = sent.get("easting"), sent.get("northing")
    if (easting is None) != (northing is None):
        missing = "northing" if northing is None else "easting"
        raise Refused("Give both the easting and the northing.", field=missing)
    if easting is not None and northing is not None:
        try:
            read_point(easting, northing)
        except NotAnArea as problem:
            raise Refused(str(problem), field="easting") from problem
    force = sent.get("police_force") or force_of_postcode(sent.get("postcode", ""))
    return {**_usual_protection(person, sent), "police_force": force}


def _sighting(actor: Actor, person: Person, sent: dict[str, Any]) -> dict[str, Any]:
    if not any(sent.get(name) for name in ("place", "phone", "note")):
        raise Refused("Give a place, a number or what the caller says.", field="place")
    return {**sent, "protection": protection_of(person, Protection.OPEN)}


def _corrected(actor: Actor, person: Person, sent: dict[str, Any]) -> dict[str, Any]:
    """What is sent is corrected. A name is both of its parts."""
    if ("forenames" in sent) != ("surname" in sent):
        missing = "surname" if "forenames" in sent else "forenames"
        raise Refused("Give both the forenames and the surname; one of them may be empty.", field=missing)
    if not any(name in sent for name in CORRECTED):
        raise Refused("Say what is to be corrected.")
    return sent


def _fact(actor: Actor, person: Person, sent: dict[str, Any]) -> dict[str, Any]:
    """The fact of that kind and number, where the actor may read it."""
    kept = {name: value for name, value in sent.items() if name not in ("kind", "number")}
    try:
        return {**kept, "fact": fact_of(person, sent["kind"], sent["number"], actor=actor)}
    except OutOfReach as none:
        raise Refused("This names no fact of this record.", field="number") from none


def _name(**options: Any) -> Any:
    return Line(max_length=120, allow_blank=True, **options)


def _signals(actor: Actor, person: Person) -> Any:
    return WarningSignal.objects.all()


def _forces(actor: Actor, person: Person) -> Any:
    return Force.objects.all()


TEXTS: dict[str, Maker] = {
    "forenames": line(120), "surname": line(120), "line_1": line(200), "line_2": line(200), "town": line(100),
    "postcode": line(10), "uprn": matching(r"^[0-9]{1,12}$", 12), "number": line(60), "mark": line(12),
    "description": line(120), "service": line(60), "handle": line(200), "text": line(60), "narrative": line(300),
    "place": line(200), "phone": line(60), "note": prose(2000), "incident_number": line(40),
}  # fmt: skip
NAME: dict[str, Maker] = {"forenames": _name, "surname": _name}
FACT: dict[str, Maker] = {
    "kind": needed(one_of({kind: kind for kind in FACTS})),
    "number": needed(whole(LARGEST_NUMBER)),
}
AT = Place("api-record", lambda row: {"reference": (row if isinstance(row, Person) else row.person).reference})
PATH = "people/<str:reference>"


def added(slug: str, name: str, act: Callable[..., Any], **more: Any) -> Write:
    """Something that is known of somebody from now on."""
    return Write(f"{PATH}/{slug}", name, act, person_of, AT, makes=True, texts=TEXTS, **more)


def settled(slug: str, name: str, act: Callable[..., Any], **more: Any) -> Write:
    """Something that is said of a fact, named by its kind and number in the record."""
    return Write(f"{PATH}/facts/{slug}", name, act, person_of, AT, leaves_out=("fact",), more=FACT, fills=_fact, **more)


ROWS: tuple[Row, ...] = (
    Write(
        "people", "api-register-person", register_person, registering, AT, makes=True, texts=TEXTS,
        leaves_out=("date_of_birth_as_received", "date_of_birth_doubt"), fields={"date_of_birth": past_day},
    ),
    Write(
        f"{PATH}/correct", "api-correct-person", correct_person, person_of, AT, has_version=True, fills=_corrected,
        more={
            **NAME, "date_of_birth": past_day, "sex": one_of(Person.Sex), "subject_category": one_of(SubjectCategory)
        },
    ),
    Write(f"{PATH}/restrict", "api-restrict-person", restrict_person, person_of, AT, has_version=True,
          tells=("is_restricted",)),
    added("names", "api-add-name", acts.add_name, tells=("kind",)),
    added("addresses", "api-add-address", acts.add_address, fills=_address, tells=("kind", "protection"),
          fields={
              "police_force": named_by(_forces, by="code"), "starts_on": past_day,
              "easting": whole(1_300_000), "northing": whole(1_300_000),
          }),
    added("phones", "api-add-phone", acts.add_phone, fills=_phone, tells=("protection",)),
    added("vehicles", "api-add-vehicle", acts.add_vehicle),
    added("online-handles", "api-add-online-handle", acts.add_online_handle),
    added("identifiers", "api-add-identifier", acts.add_identifier, tells=("kind",),
          points=dict.fromkeys(Identifier.Kind.values, "text")),
    added("danger-markers", "api-add-danger-marker", acts.add_danger_marker, tells=("review_on",),
          fields={"signal": named_by(_signals, by="code")}),
    added("sightings", "api-record-sighting", acts.record_sighting, leaves_out=("protection",), fills=_sighting,
          fields={"seen_at": moment}),
    settled("confirm", "api-confirm-fact", acts.confirm_fact),
    settled("end", "api-end-fact", acts.end_fact, fields={"on": past_day}, tells=("ends_on",)),
)  # fmt: skip
