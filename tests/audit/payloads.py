"""Events written by hand, byte by byte, as somebody would who holds the application's connection and not its code."""

from __future__ import annotations

import json
from typing import Any

import rfc8785
import uuid_utils

from tests.audit.conftest import Session


def payload(session: Session, **changes: Any) -> bytes:
    """A well-formed payload for the session's transaction, with some of its keys replaced."""
    xid, at = session.execute("SELECT pg_current_xact_id()::text, clock_timestamp()").fetchone() or ("", None)
    said = {
        "v": 1,
        "id": str(uuid_utils.uuid7()),
        "xid": xid,
        "at": at.isoformat() if at else "",
        "code": "test.forged",
        "operation": "alteration",
        "outcome": "done",
        "actor": {"ref": "U-0", "kind": "person", "force": "13", "roles": [], "on_behalf_of": ""},
        "origin": {"channel": "web", "session": "", "request": ""},
        "object": {"type": "", "ref": ""},
        "subject": {"ref": "", "category": ""},
        "references": [],
        "recipients": [],
        "reason": "system",
        "fields": {},
        "commitments": {},
    }
    return rfc8785.dumps(said | changes)


def insert(session: Session, said: bytes) -> str:
    """Insert the payload; gives the event's id."""
    session.execute("INSERT INTO audit_event (payload) VALUES (%s)", [said])
    return str(json.loads(said)["id"])
