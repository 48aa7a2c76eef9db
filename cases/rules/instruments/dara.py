"""DARA: the assessment for whoever attends first, with how often each behaviour happens."""

from __future__ import annotations

from cases.rules.instruments.terms import Instrument, Item, Method, Scale, numbered
from register.rules.limits.terms import REGISTER_OPENS, Confidence

DARA = Instrument(
    code="dara",
    title="DARA, domestic abuse risk assessment of the College of Policing",
    version="2026.1",
    authority="College of Policing: piloted in three forces, recommended in Authorised Professional Practice in 2022",
    used_by="Officers who attend first; specialists go on with a Dash checklist",
    validation="Piloted in three forces; its aim is that controlling and coercive behaviour is seen and recorded. Not "
    "every force uses it.",
    limits=("No sum and no threshold: the officer’s grade is a judgement.",
            "How often something happens is what the victim can say now.",
            "The list of the 18 topics was not read in a current form: to be confirmed."),
    not_for=("Adding up", "Replacing the assessment of a specialist", "Lowering a level of risk"),
    licence="Topics in our own words; the wording is the College of Policing’s. Use its form when you ask.",
    in_use_from=REGISTER_OPENS,
    method=Method.JUDGEMENT,
    scale=Scale.FREQUENCY,
    confidence=Confidence.MEDIUM,
    items=numbered(
        Item("belittled", "Insulted, belittled or humiliated"),
        Item("isolated", "Kept from family, friends or work", True),
        Item("watched", "Watched, or where they are and whom they speak to is checked", True),
        Item("devices", "Telephone, messages or online accounts controlled or read"),
        Item("money", "Money controlled, or taken"),
        Item("rules", "Told what to wear, eat, do or believe, with consequences", True),
        Item("jealous", "Jealousy, or accusations of being unfaithful", True),
        Item("damage", "Things damaged, or animals harmed, to frighten"),
        Item("threats_to_hurt", "Threats to hurt them", True),
        Item("threats_to_kill", "Threats to kill them or somebody else", True),
        Item("threats_of_suicide", "Threats of suicide to get their way"),
        Item("children", "Children used, threatened or harmed", True),
        Item("hit", "Pushed, hit, kicked or otherwise hurt", True),
        Item("strangled", "Throat or breath: strangled, choked or suffocated", True),
        Item("weapons", "Weapons or objects used or shown", True),
        Item("sexual", "Made to do something sexual they did not want", True),
        Item("followed", "Followed, or turned up uninvited, or messages without end", True, leads_to="s_dash"),
        Item("afraid", "Afraid of what comes next", True),
    ),
)  # fmt: skip
