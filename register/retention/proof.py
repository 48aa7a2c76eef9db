"""The digest of a proof of disposal: anybody may work it out again from what the proof says."""

from __future__ import annotations

import hashlib

import rfc8785

from register.models import Disposal


def digest_of(disposal: Disposal) -> str:
    """SHA-256, in hex, of the canonical JSON (RFC 8785) of what the proof states."""
    stated = {
        "proof": disposal.reference,
        "record": disposal.person.reference,
        "force": disposal.force.code,
        "group": disposal.group,
        "limit": disposal.limit_code,
        "due_on": disposal.due_on.isoformat(),
        "asked_by": disposal.asked_by.reference,
        "asked_at": disposal.asked_at.isoformat(),
        "approved_by": disposal.approved_by.reference,
        "disposed_at": disposal.disposed_at.isoformat(),
        "erased": disposal.erased,
        "blanked": disposal.blanked,
        "log_values_erased": disposal.log_values_erased,
    }
    return hashlib.sha256(rfc8785.dumps(stated)).hexdigest()
