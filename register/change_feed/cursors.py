"""A position in the feed as it is given out: opaque, signed, and good for the force it was given to alone."""

from __future__ import annotations

from uuid import UUID

from django.core.signing import BadSignature, Signer

from accounts.actor import Actor
from register.change_feed.log import Position

LONGEST = 160


def cursor_of(position: Position, actor: Actor) -> str:
    """The position for this actor to send back."""
    return _signer(actor).sign(f"{position.began}.{position.xid}.{position.event.hex}")


def position_of(cursor: str, actor: Actor) -> Position | None:
    """The position of a cursor; None if the register did not give it to this actor's force."""
    try:
        began, xid, event = _signer(actor).unsign(cursor).split(".")
    except BadSignature:
        return None
    return Position(int(began), int(xid), UUID(hex=event))


def _signer(actor: Actor) -> Signer:
    return Signer(sep="~", salt=f"change_feed:{actor.force_code}")
