"""The change feed through the API: what has changed of all that whoever asks may see."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.fields import Body, Line
from accounts.api.rows import Asking, Read, Row, Shown
from register import policies
from register.change_feed.cursors import LONGEST, cursor_of, position_of
from register.change_feed.log import Position, beginning, horizon, now
from register.change_feed.reading import page_after, thin

MOST = 5_000
USUALLY = 500


class ChangesAsked(Body):
    """How far the one who asks has read, or where they begin; and how many events of the log are gone through."""

    after = Line(max_length=LONGEST, required=False)
    start = serializers.ChoiceField(["beginning", "now"], default="beginning")
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=USUALLY)


def _changes(asking: Asking, start: str, limit: int, after: str = "") -> Shown:
    page = page_after(_position(asking, start, after), asking.actor, limit=limit)
    root = asking.address("api-changes").removesuffix("changes")
    return Shown({
        "changes": [thin(change, root) for change in page.changes],
        "next": cursor_of(page.position, asking.actor),
        "has_more": page.has_more,
    })  # fmt: skip


def _position(asking: Asking, start: str, after: str) -> Position:
    if not after:
        at = horizon()
        return now(at) if start == "now" else beginning(at)
    position = position_of(after, asking.actor)
    if position is None:
        said = serializers.ErrorDetail("Send `next` of the answer before, unchanged.", code="no_such_place")
        raise serializers.ValidationError({"after": [said]})
    return position


ROWS: tuple[Row, ...] = (
    Read(
        "changes", "api-changes", "What has changed of all that whoever asks may see, in order, without anything about "
        "anybody: read on from `next`, for ever.", _changes, policy=policies.FOLLOW_CHANGES, query=ChangesAsked,
        is_about_nobody=True,
    ),
)  # fmt: skip
