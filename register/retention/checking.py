"""The nightly check of retention: the days stored for reviews against the facts."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from register.differences import Difference
from register.retention.keeping import stored_and_recomputed


def retention_differences() -> Iterator[Difference]:
    """Records whose stored day would miss the review that their facts give. One that the sweep has not come to yet has
    no day, which is no difference."""
    for reference, stored, _ in stored_and_recomputed(on=timezone.localdate()):
        if stored is not None:
            yield Difference("record", 0, reference, ("review_due_on",))
