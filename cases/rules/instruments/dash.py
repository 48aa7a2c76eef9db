"""The Dash family: the checklist of 24 questions, the police checklist of 27, and the questions about stalking.

The topics are in our own words: the forms belong to their authors, and whoever asks uses the form of the authority.
"""

from __future__ import annotations

from cases.rules.instruments.terms import Instrument, Item, Method, numbered
from register.rules.limits.terms import REGISTER_OPENS, Confidence

_FEAR_OF = ("What they are afraid of", "What might happen to the children, to others or to an animal")
_STALKING = "s_dash"
_NOT_SUMMED = "The sum of its answers tells harm from no harm hardly better than chance (AUC about 0.50 to 0.58)."
_NO_WORDING = "Topics in our own words; the wording of the form is its authors’. Use their form when you ask."

DASH_24 = Instrument(
    code="dash_24",
    title="Dash risk checklist, 24 questions",
    version="2026.1",
    authority="SafeLives: the checklist of specialist services and of referral to a MARAC",
    used_by="Specialist services, and whoever refers to a MARAC",
    validation="Made for professional judgement. The number of yes answers is a threshold of referral and was not "
    "shown to predict harm.",
    limits=(_NOT_SUMMED, "It asks the victim: what they could not or dared not say is missing.",
            "A low count is not a sign of safety: many who were killed had never been assessed as at high risk."),
    not_for=("Lowering a level of risk", "Closing a case or refusing a service",
             "Predicting what one person will do"),
    licence=_NO_WORDING,
    in_use_from=REGISTER_OPENS,
    method=Method.COUNT,
    refers_at=14,
    items=numbered(
        Item("injury", "Injury in what happened now"),
        Item("frightened", "Very frightened", is_critical=True),
        Item("fear_of", "Afraid of further injury or violence, to themselves, children or others", True, _FEAR_OF),
        Item("isolated", "Kept away from family and friends by the person who harms them"),
        Item("low", "Depressed, or thinking of suicide"),
        Item("separated", "Separated, or tried to separate, in the past year", is_critical=True),
        Item("contact", "Conflict over contact with children"),
        Item("stalked", "Constant messages or calls, following, stalking or harassment", True, leads_to=_STALKING),
        Item("pregnant", "Pregnant, or had a baby in the last 18 months", is_critical=True),
        Item("more_often", "The abuse happens more often", is_critical=True),
        Item("worse", "The abuse gets worse", is_critical=True),
        Item("control", "Control of everything they do, or extreme jealousy", is_critical=True),
        Item("weapons", "Weapons or objects ever used to hurt", is_critical=True),
        Item("threat_to_kill", "Ever threatened to kill them or somebody else, and they believed it", is_critical=True),
        Item("strangled", "Ever tried to strangle, choke, suffocate or drown", is_critical=True),
        Item("sexual", "Sexual acts or words that hurt or made them feel bad", is_critical=True),
        Item("others", "Somebody else threatens them, or they are afraid of somebody else, such as relatives", True),
        Item("hurt_others", "Has hurt anybody else: children, former partners, relatives, others"),
        Item("animals", "Has mistreated an animal"),
        Item("money", "Money worries, dependence on money, or work lost lately"),
        Item("substances", "Drugs, alcohol or mental health of the person who harms, in the past year"),
        Item("suicide", "The person who harms has threatened or attempted suicide"),
        Item("broke_order", "Broke bail, an order, or an agreement about contact"),
        Item("police", "In trouble with the police before"),
    ),
)  # fmt: skip

DASH_27 = Instrument(
    code="dash_27",
    title="DASH, 27 questions with follow-up questions",
    version="2026.1",
    authority="The police DASH of 2009 (domestic abuse, stalking and honour-based violence)",
    used_by="Specialist officers, and the second look at a first assessment",
    validation="Structured professional judgement. " + _NOT_SUMMED,
    limits=("No sum and no threshold: the 14 of the other Dash checklist is not for this one.",
            "Officers ask and record it unevenly; an answer that was not asked is shown as not asked.",
            "The list of the 27 topics was not read in a current form: to be confirmed."),
    not_for=("Adding up", "Lowering a level of risk", "Closing a case or refusing a service"),
    licence=_NO_WORDING,
    in_use_from=REGISTER_OPENS,
    method=Method.JUDGEMENT,
    confidence=Confidence.MEDIUM,
    items=numbered(
        Item("injury", "Injury in what happened now", follow_ups=("Whether it is the first", "What the injury is")),
        Item("frightened", "Very frightened", True),
        Item("fear_of", "What they are afraid of", True, ("Of whom", "For whom", "What might happen")),
        Item("isolated", "Kept away from family and friends", follow_ups=("How", "Who knows")),
        Item("low", "Depressed, or thinking of suicide"),
        Item("separated", "Separated, or tried to separate, in the past year", True),
        Item("contact", "Conflict over contact with children", follow_ups=("What the courts have ordered",)),
        Item("stalked", "Constant messages or calls, following, stalking or harassment", True,
             ("What is done, how often, since when", "Whether it is done to frighten"), _STALKING),
        Item("pregnant", "Pregnant, or had a baby in the last 18 months", True),
        Item("children", "Children or dependants in the household who are not of the person who harms",
             follow_ups=("How many, and how old",)),
        Item("hurt_children", "Has hurt the children or dependants", True, ("Who was hurt and how",)),
        Item("threat_children", "Has threatened to hurt or kill the children or dependants", True),
        Item("more_often", "The abuse happens more often", True),
        Item("worse", "The abuse gets worse", True),
        Item("control", "Control of everything they do, or extreme jealousy", True,
             ("Whom they may see, what they may wear, where they may go", "What honour is said to ask")),
        Item("weapons", "Weapons or objects ever used to hurt", True, ("Which", "Firearms or a licence to hold them")),
        Item("threat_to_kill", "Ever threatened to kill somebody, and they believed it", True, ("Whom", "How")),
        Item("strangled", "Ever tried to strangle, choke, suffocate or drown", True,
             ("How often", "Lost consciousness")),
        Item("sexual", "Sexual acts or words that hurt or made them feel bad", True, ("What was done",)),
        Item("others", "Somebody else who threatens them, or of whom they are afraid", True,
             ("Relatives, the wider family or the community", "Whether honour is spoken of")),
        Item("hurt_others", "Has hurt anybody else", follow_ups=("Children, relatives, a former partner, others",)),
        Item("animals", "Has mistreated an animal"),
        Item("money", "Money: dependence, debts, work lost lately"),
        Item("substances", "Drugs, alcohol or mental health of the person who harms, in the past year",
             follow_ups=("Which", "Whether there is treatment")),
        Item("suicide", "The person who harms has threatened or attempted suicide"),
        Item("broke_order", "Broke bail, an order or an agreement about contact", follow_ups=("Which", "When")),
        Item("police", "In trouble with the police before", follow_ups=("Domestic abuse, sexual or other violence",)),
    ),
)  # fmt: skip

S_DASH = Instrument(
    code="s_dash",
    title="S-DASH, questions about stalking",
    version="2026.1",
    authority="The stalking questions of the police DASH",
    used_by="Whoever hears of stalking or harassment, after either Dash checklist",
    validation="Practice of police and services; no published study of what it predicts is held here.",
    limits=("No sum and no threshold.", "The list of the 11 topics was not read in a current form: to be confirmed."),
    not_for=("Adding up", "Deciding that something is not stalking", "Lowering a level of risk"),
    licence=_NO_WORDING,
    in_use_from=REGISTER_OPENS,
    method=Method.JUDGEMENT,
    confidence=Confidence.MEDIUM,
    items=numbered(
        Item("frightened", "Very frightened", True),
        Item("history", "Domestic abuse or harassment by this person before", True),
        Item("damage", "Property damaged or destroyed"),
        Item("turns_up", "Turns up unannounced more than three times a week", True),
        Item("loiters", "Follows them, or waits about near home, work or other places", True),
        Item("threats", "Threats of physical or sexual violence", True),
        Item("third_parties", "Has harassed others around them since it began"),
        Item("violent_to_others", "Has been violent to others since it began", True),
        Item("helpers", "Others help, knowing or not"),
        Item("substances", "Drink, drugs or mental health of the person who stalks"),
        Item("past_violence", "Violence in the past, by what is known or recorded", True),
    ),
)  # fmt: skip
