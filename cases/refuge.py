"""Who is in refuge, for lookup: it must find nobody by an address or number while they are.

The details of the victim's own record are marked by the rule. Those of a record that is joined with it are not touched,
and the rule may be about somebody whose own record holds no detail: so lookup asks the rule itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cases.models import SafeContactRule
from register.lookup.held_facts import refuge_sources


def in_refuge(people: Sequence[int]) -> Iterable[int]:
    """Those of these people whose safe-contact rule in force says so."""
    rules = SafeContactRule.objects.filter(person__in=people, is_in_refuge=True, ended_at__isnull=True)
    return rules.values_list("person_id", flat=True)


refuge_sources.append(in_refuge)
