"""Whether somebody may open a document, and the sentence that stands in its place.

What a document says of anybody is not known to the register: it is taken for a confidential detail of everybody who is
harmed in its case. Nobody can mark one as harmless: a slip would give somebody away.
"""

from __future__ import annotations

from collections.abc import Collection

from accounts.actor import Actor
from cases import policies
from cases.attachments import scanner
from cases.contact import Guard, guard_of
from cases.models import Attachment, Case, Pair
from cases.rules.contact import SHOWN, decide
from register.models import Protection

WITHHELD = "Withheld: it may hold an address or a number that you may not see."
WITHDRAWN = "This document was withdrawn."
INFECTED = "A virus was found in this document. Nobody is given it."
WAITING = "This document waits for the virus scanner. Try again in a minute."


def is_withheld(case: Case, victims: Collection[int], guard: Guard) -> bool:
    """Whether anything of somebody harmed in the case is kept from the actor of the guard, which was made over them."""
    if not policies.reaches_force(policies.SEE_PROTECTED, guard.actor, case.force_id):
        return True
    return any(_is_closed(victim, guard) for victim in victims)


def is_withheld_from(case: Case, *, actor: Actor) -> bool:
    """The same, read for one case: ten queries."""
    victims = set(Pair.objects.filter(case=case).values_list("victim", flat=True))
    return is_withheld(case, victims, guard_of({case.person_id, *victims}, actor=actor))


def refusal(attachment: Attachment, *, is_kept_back: bool) -> str:
    """Why the document is given to nobody, or not to this reader; "" where nothing stands against it.

    With a scanner set up, a document that it has not looked at is not given out.
    """
    if is_kept_back:
        return WITHHELD
    if attachment.status == Attachment.Status.WITHDRAWN:
        return WITHDRAWN
    if attachment.scan == Attachment.Scan.INFECTED:
        return INFECTED
    is_scanned = attachment.scan == Attachment.Scan.CLEAN
    was_spared = attachment.scan == Attachment.Scan.NOT_CONFIGURED and not scanner.is_configured()
    return "" if is_scanned or was_spared else WAITING


def _is_closed(victim: int, guard: Guard) -> bool:
    """By the rule of a confidential address; and no record of the same human being protects more than that."""
    if guard.protected.get(guard.groups.get(victim, victim)):
        return True
    forces = guard.forces.get(victim, frozenset())
    return decide(guard.circumstances(victim, Protection.CONFIDENTIAL, forces)) not in SHOWN
