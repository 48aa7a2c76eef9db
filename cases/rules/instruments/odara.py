"""ODARA: thirteen items about one man's assault on a woman who is or was his partner, with its published table."""

from __future__ import annotations

from cases.rules.instruments.terms import Instrument, Item, Method, TableRow, numbered
from register.rules.limits.terms import REGISTER_OPENS, Confidence

ODARA = Instrument(
    code="odara",
    title="ODARA, Ontario domestic assault risk assessment",
    version="2026.1",
    authority="Hilton, Harris and others, 2004, with the revised norms of Hilton, Harris and Rice, 2010",
    used_by="Specialists who know its manual, about an assault by a man on a woman who is or was his partner",
    validation="Built on 589 men in Ontario, followed for about 5 years, of whom 30% did it again; AUC about 0.77 "
    "where it was made, 0.65 to 0.72 elsewhere. Not validated in England and Wales.",
    limits=("Only for an assault by a man on a woman who is or was his partner.",
            "In Australia 0.56 to 0.57 without an earlier assault or threat or without living together; 0.69 with.",
            "Newer Canadian samples score higher (mean 5.5, published 2.9): its percentiles are out of date and are "
            "not shown.",
            "Up to 5 answers may be missing: the score is then prorated. With more it gives no figure.",
            "What it says is of men with such a score in a study, not of this man."),
    not_for=("Any other relationship, a woman who assaults, or no assault", "Lowering a level of risk",
             "Deciding whether somebody gets a service", "Evidence in a court"),
    licence="Topics in our own words; scoring needs the authors’ manual and training.",
    in_use_from=REGISTER_OPENS,
    method=Method.TABLE,
    most_missing=5,
    men_who_harm_women_only=True,
    confidence=Confidence.MEDIUM,
    table=(
        TableRow(0, 0, 5, 7), TableRow(1, 1, 10, 17), TableRow(2, 2, 20, 22), TableRow(3, 3, 27, 34),
        TableRow(4, 4, 41, 39), TableRow(5, 6, 59, 53), TableRow(7, 13, 70, 74),
    ),
    items=numbered(
        Item("prior_domestic", "An earlier incident against a partner or a child in police records"),
        Item("prior_other", "An earlier incident against anybody else"),
        Item("custody", "An earlier sentence of custody of 30 days or more"),
        Item("failed_release", "Failed on an earlier conditional release or ban on contact"),
        Item("threat", "Threat to harm or kill in this assault", True),
        Item("confined", "Kept her from leaving in this assault", True),
        Item("concern", "She is concerned about further assaults", True),
        Item("children", "More than one child, of either of them"),
        Item("her_children", "She has a child by an earlier partner"),
        Item("violent_to_others", "Violence to others, outside the family"),
        Item("substances", "More than one sign of misuse of drink or drugs"),
        Item("pregnant", "Assaulted her when she was pregnant", True),
        Item("barriers", "One or more barriers to her getting support",
             follow_ups=("Children to care for", "No telephone or transport", "Far from others", "Drink or drugs")),
    ),
)  # fmt: skip
