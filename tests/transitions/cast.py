"""Who tries a step: somebody of every role, in every relation to the record that matters."""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum

from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.actions.reference import DIRECTORY
from accounts.actor import Actor
from accounts.models import Membership, Role, User
from register.models import Person, PersonGrant
from tests import builders
from tests.cases.builders import Household

ROLES = tomllib.loads((DIRECTORY / "roles.toml").read_text(encoding="utf-8"))
OF_ALL_FORCES = frozenset({"oversight-auditor", "national-desk"})


class Relation(StrEnum):
    """How somebody stands to a record of force 13, its person and the victim."""

    OWN_FORCE = "of the force"
    OTHER_FORCE = "of another force"
    JOINED = "of a force whose record is joined with it"
    BARRED = "barred from the person, whose own record it is"
    BARRED_FROM_VICTIM = "barred from the victim"
    BARRED_FROM_JOINED = "barred from the record that is joined with it"
    LEFT = "whose role has ended"
    SWITCHED_OFF = "switched off"


_FORCES = {Relation.OTHER_FORCE: "12", Relation.JOINED: "14"}


def reaches(permission: str, role: str, relation: Relation, hidden: frozenset[Relation], *, anywhere: bool) -> bool:
    """Whether a role's permission reaches a record of force 13 from this relation, by `roles.toml`."""
    breadths = set(ROLES[role]["grants"].get(permission, ()))
    if relation in (Relation.LEFT, Relation.SWITCHED_OFF) or relation in hidden:
        return False
    is_of_force = (anywhere or relation not in _FORCES) and role not in OF_ALL_FORCES
    return "national" in breadths or ("force" in breadths and is_of_force)


class Cast:
    """Each of them is made once, when somebody first asks for them."""

    def __init__(self, home: Household, joined: Person) -> None:
        self._bars = {
            Relation.BARRED: home.person, Relation.BARRED_FROM_VICTIM: home.victim,
            Relation.BARRED_FROM_JOINED: joined,
        }  # fmt: skip
        self._users = {(role, relation): self._new(role, relation) for role in ROLES for relation in Relation}
        self._store()

    def user(self, role: str, relation: Relation) -> User:
        return self._users[role, relation]

    def actor(self, role: str, relation: Relation) -> Actor:
        return self.user(role, relation).actor(on=timezone.localdate())

    def client(self, role: str, relation: Relation) -> Client:
        """A browser in which they have signed in; who is switched off had signed in before."""
        return builders.sign_in(Client(), self.user(role, relation))

    def _new(self, role: str, relation: Relation) -> User:
        code = None if role in OF_ALL_FORCES else _FORCES.get(relation, "13")
        user = User(
            email=f"{role}.{relation.name.lower()}@example.org", name=f"{role}, {relation}",
            kind=User.Kind.SYSTEM if role == "force-system" else User.Kind.PERSON,
            force=builders.force(code) if code else None, is_active=relation is not Relation.SWITCHED_OFF,
        )  # fmt: skip
        user.set_unusable_password()
        return user

    def _store(self) -> None:
        builders.allow_writes("cast")
        User.objects.bulk_create(self._users.values())
        roles, barring = {each.code: each for each in Role.objects.all()}, builders.user("professional-standards")
        never = Permission.objects.get(content_type__app_label="register", codename="never_open_person")
        Membership.objects.bulk_create(
            Membership(
                user=user, role=roles[role], starts_on=date(2020, 1, 1),
                ends_on=date(2026, 11, 24) if relation is Relation.LEFT else None,
            )
            for (role, relation), user in self._users.items()
        )  # fmt: skip
        PersonGrant.objects.bulk_create(
            PersonGrant(
                content_object=self._bars[relation], user=user, why="Own record", given_by=barring, permission=never
            )
            for (_, relation), user in self._users.items() if relation in self._bars
        )  # fmt: skip
