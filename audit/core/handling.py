"""The handling class of every field of a table, listed by class: for a data-protection officer to read and object to.

Each app has its tables in `<app>/handling.py`; docs/reference/fields.md is made from them. The classes are those of the
log (`audit.core.events.Handling`), so that a field and the event that records it are spoken of alike.
"""

from __future__ import annotations

from audit.core.events import Handling

Fields = dict[str, Handling]


def fields(*, operational: str = "", personal: str = "", special: str = "", free_text: str = "") -> Fields:
    """Field → its class, from the names of each class separated by spaces.

    Raises:
        ValueError: a field stands in two classes, or twice in one.
    """
    listed = {
        Handling.OPERATIONAL: operational,
        Handling.PERSONAL: personal,
        Handling.SPECIAL: special,
        Handling.FREE_TEXT: free_text,
    }
    classed = [(name, handling) for handling, names in listed.items() for name in names.split()]
    found = dict(classed)
    if len(found) != len(classed):
        raise ValueError(f"A field is listed twice: {', '.join(name for name, _ in classed)}")
    return found
