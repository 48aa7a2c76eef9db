"""What lookup reads instead of the facts themselves. Kept in the same transaction as the facts; always rebuildable."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from register.models.person import Person


class CardRow(models.Model):
    """A person's facts in one row, as lookup compares them (`register.rules.lookup.facts.PersonFacts` as JSON).

    `keys` are the search keys made of them, so that what a change takes away is known without looking for it.
    `is_match_due` says that they have yet to be compared with everybody else's. Whoever was tried too often is left.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="card_row")
    facts = models.JSONField()
    keys = ArrayField(models.BigIntegerField(), default=list)
    key_version = models.PositiveSmallIntegerField(db_index=True)
    is_match_due = models.BooleanField(default=True)
    match_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["match_attempts", "person"], condition=models.Q(is_match_due=True), name="card_row_to_match"
            )
        ]

    def __str__(self) -> str:
        return f"Card row {self.pk}"


class SearchKey(models.Model):
    """A hash of two or more facts joined, pointing at a person.

    Some fifty rows a person: one index, which is all that lookup reads, and no reference that PostgreSQL would check
    row by row. They are written with the card row and never alone.
    """

    pk = models.CompositePrimaryKey("hash", "person_id")
    hash = models.BigIntegerField()
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_constraint=False, db_index=False)

    def __str__(self) -> str:
        return str(self.hash)


class NameWord(models.Model):
    """A distinct normalised name word: how it sounds, and how many names held it when the words were last counted."""

    word = models.CharField(max_length=40, primary_key=True)
    sound = models.CharField(max_length=10)
    people = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["sound", "-people"], name="name_word_by_sound")]

    def __str__(self) -> str:
        return self.word


class NameSlip(models.Model):
    """A name word less one letter: two words that share one are a single slip apart."""

    slip = models.CharField(max_length=40)
    word = models.ForeignKey(NameWord, models.CASCADE, related_name="slips")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slip", "word"], name="a_word_has_each_slip_once")]

    def __str__(self) -> str:
        return self.slip
