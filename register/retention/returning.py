"""Local references whose record was disposed of: a feed that sends one again must not bring the person back unseen."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.models import Force
from register.imports.problems import Problem
from register.models import Disposal, DisposedReference

SALT = "register.disposed-reference"
COLUMN = "local reference"


def key_of(force_code: str, local_reference: str, *, secret: str | None = None) -> str:
    """The keyed hash of a force's local reference, in hex: SHA-256 under the service's secret key."""
    said = f"{force_code}\x1f{local_reference}"
    return salted_hmac(SALT, said, secret=secret, algorithm="sha256").hexdigest()


def disposed_among(force: Force, local_references: Collection[str]) -> Mapping[str, Disposal]:
    """Those of these references whose record was disposed of, each with its disposal: one query. Keys made under an
    earlier secret are known while that stands among SECRET_KEY_FALLBACKS."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    asked = {
        key_of(force.code, reference, secret=secret): reference
        for reference in local_references
        for secret in secrets
        if reference
    }
    rows = DisposedReference.objects.filter(force=force, key__in=list(asked)).select_related("disposal")
    return {asked[row.key]: row.disposal for row in rows}


def remember(disposal: Disposal, local_references: Collection[tuple[Force, str]]) -> None:
    """Know these references when they are sent again."""
    DisposedReference.objects.bulk_create(
        [
            DisposedReference(force=force, key=key_of(force.code, reference), disposal=disposal)
            for force, reference in local_references
        ],
        ignore_conflicts=True,
    )


def disposed_problem(disposal: Disposal) -> Problem:
    """Why a row under such a reference is not loaded, and what to do."""
    return Problem(
        COLUMN,
        f"The record under this reference was disposed of ({disposal.reference}). Nothing of the row was kept.",
        "Take the row out of the feed. If there is something new about the person, have a supervisor let the reference "
        "in again, then send the row once more.",
    )
