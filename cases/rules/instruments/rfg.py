"""RFG: recency, frequency, gravity and the number of victims, in points by bands of what the register holds."""

from __future__ import annotations

from cases.rules.instruments.terms import Instrument, Method
from register.rules.limits.terms import REGISTER_OPENS, Confidence

RFG = Instrument(
    code="rfg",
    title="RFG, recency, frequency and gravity, with the number of victims",
    version="2026.1",
    authority="Practice of forces with a MATAC, such as Northumbria and Cleveland; the points and weights are a "
    "proposal for the register, for no national table was found",
    used_by="Specialists and supervisors, to choose whom a MATAC talks about. Nobody is asked anything",
    validation="Evaluated before and after without a comparison group (Davies and Biddle, 2017). Gravity is days of "
    "the Cambridge Crime Harm Index by values to be confirmed with the official table.",
    limits=("It sees what was reported and recorded. Who is not reported has no points.",
            "It orders people by their past; most who are reported once are never reported again.",
            "The values of harm are placeholders until the official table is loaded."),
    not_for=("Predicting what one person will do", "Setting or lowering a level of risk of a victim",
             "Deciding by itself on any measure against a person"),
    licence="None: the bands are configuration of the register.",
    in_use_from=REGISTER_OPENS,
    method=Method.BANDS,
    confidence=Confidence.PROPOSAL,
)  # fmt: skip
