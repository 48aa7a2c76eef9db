"""Who is in refuge, for lookup: it must find nobody by an address or number while they are, nor after it before
somebody has decided what may be shown again.

The details of the victim's own record are marked by the rule. Those of a record that is joined with it are not touched,
and the rule may be about somebody whose own record holds no detail: so lookup asks the rule itself.
"""

from __future__ import annotations

from register.lookup.held_facts import refuge_sources

refuge_sources.append(
    "SELECT person_id FROM cases_safecontactrule WHERE (is_in_refuge OR has_left_refuge) AND ended_at IS NULL"
)
