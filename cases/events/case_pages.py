"""What can happen to the page of a case: it is opened, listed, printed."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

CASE_PAGE_OPENED = declare(
    "case.page_opened",
    "Somebody opened the page of a case, or one part of it; the references are the records it showed.",
    Operation.CONSULTATION,
    part=OPERATIONAL,
)
CASES_LISTED = declare(
    "case.listed",
    "Somebody read a list of cases; the references are the cases it named.",
    Operation.CONSULTATION,
)
CASE_BRIEFING_PRINTED = declare(
    "case.briefing_printed",
    "Somebody printed the briefing of a case for whoever is sent; the references are the records it showed.",
    Operation.DISCLOSURE,
    recipient=FREE_TEXT,
    purpose=FREE_TEXT,
)
