"""The table of the API: every row that reads or writes about people, their registrations and what follows from them."""

from __future__ import annotations

from accounts.api.rows import Row
from cases.api import (
    agencies,
    attachments,
    breaches,
    casework,
    children,
    conflicts,
    convictions,
    disclosures,
    facts,
    incidents,
    management,
    meetings,
    near_alerts,
    notifications,
    orders,
    priority,
    records,
    referrals,
    registration,
    retention,
    risk,
    safeguards,
    victims,
    victims_code,
)
from register.api import alerts, batches, changes, inbox, leave, matches, oversight, reconciliation, tasks

PARTS: dict[str, tuple[Row, ...]] = {
    "The card and the record": records.ROWS,
    "People and their facts": facts.ROWS,
    "Records of a force’s own system": (*batches.ROWS, *reconciliation.ROWS),
    "Conflicts with a force’s own system": conflicts.ROWS,
    "Registration": registration.ROWS,
    "Convictions": convictions.ROWS,
    "Notification": notifications.ROWS,
    "Failures to notify": breaches.ROWS,
    "Orders": orders.ROWS,
    "Offender management": management.ROWS,
    "Cases": casework.ROWS,
    "Victims": victims.ROWS,
    "Safeguards": safeguards.ROWS,
    "Children": children.ROWS,
    "Incidents and observations": incidents.ROWS,
    "The Victims’ Code": victims_code.ROWS,
    "Risk": risk.ROWS,
    "The priority list": priority.ROWS,
    "Disclosures under Clare’s Law": disclosures.ROWS,
    "Retention": retention.ROWS,
    "Meetings": meetings.ROWS,
    "Cases that are referred to a meeting": referrals.ROWS,
    "Agencies and what is shared with them": agencies.ROWS,
    "Documents": attachments.ROWS,
    "The move check": near_alerts.ROWS,
    "Matches": matches.ROWS,
    "Alerts": alerts.ROWS,
    "What has changed": changes.ROWS,
    "Tasks": tasks.ROWS,
    "The inbox": inbox.ROWS,
    "Leave": leave.ROWS,
    "Oversight": oversight.ROWS,
}
"""The parts of the table by their heading in docs/reference/api.md."""

ROWS: tuple[Row, ...] = tuple(row for rows in PARTS.values() for row in rows)
