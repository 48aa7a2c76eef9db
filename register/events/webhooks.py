"""What happens to the webhooks of a force's systems. That a message was sent is no event: it is about nobody."""

from __future__ import annotations

from audit.core.events import OPERATIONAL, Operation, declare

WEBHOOK_CREATED = declare(
    "webhook.created", "A system of a force is told at an address of what changes.", Operation.SECURITY,
    force=OPERATIONAL, client=OPERATIONAL, url=OPERATIONAL,
)  # fmt: skip
WEBHOOK_SECRET_CHANGED = declare(
    "webhook.secret_changed", "A webhook was given a new secret.", Operation.SECURITY, old_valid_until_at=OPERATIONAL
)
WEBHOOK_ENDED = declare("webhook.ended", "A webhook was ended.", Operation.SECURITY, end=OPERATIONAL)
