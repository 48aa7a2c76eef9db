"""Answering somebody who asks for the data held about them."""

from __future__ import annotations

from datetime import date

from register.rules.limits.terms import BEGIN, MONTHS, TimeLimit

ANSWER = "access.answer"

ACCESS: tuple[TimeLimit, ...] = (
    TimeLimit(
        ANSWER, "Answering somebody who asks for the data held about them",
        "Data Protection Act 2018 s.45(3), s.54(1) and (2)", 1, MONTHS, BEGIN, date(2018, 5, 25),
        note="From the day on which the request, what identifies the person and any fee are there (s.54(3)). The Data "
        "(Use and Access) Act 2025 lets the clock stand while the person is asked for more.",
    ),
)  # fmt: skip
