"""The references of cases, by which lookup finds the person a case is about.

Whoever may see the person finds them by the reference of any force's case, open or closed: a reference is given on the
telephone or in a letter by somebody who works on the case, it cannot be guessed, and the card names the owner of each
open case to the same readers. The case itself stays with its force.
"""

from __future__ import annotations

from register.lookup.held_facts import reference_sources

reference_sources.append("SELECT person_id, reference FROM cases_case")
