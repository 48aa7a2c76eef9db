"""Answers to writes that may be asked for again: the network took the first one, not the write."""

from __future__ import annotations

from django.db import models


class KeptAnswer(models.Model):
    """What a write was answered, by the `Idempotency-Key` under which it was sent. The key is kept as its hash.

    It is stored in the transaction of the write: either both are there, or neither.
    """

    asker = models.CharField(max_length=40)
    key_hash = models.CharField(max_length=64)
    asked_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    headers = models.JSONField(default=dict)
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["asker", "kept_at"], name="kept_answers_by_age")]
        constraints = [
            models.UniqueConstraint(fields=["asker", "key_hash"], name="one_answer_is_kept_for_a_key_of_one_asker"),
        ]

    def __str__(self) -> str:
        return f"{self.status} to {self.asker}"
