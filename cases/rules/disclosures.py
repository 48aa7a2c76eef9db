"""The Domestic Violence Disclosure Scheme (Clare's Law): its steps, its clocks, and the words that give nothing away.

Source: Domestic Violence Disclosure Scheme statutory guidance (Domestic Abuse Act 2021 s.77), April 2023. The limits
stand in `register.rules.limits.victims`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from register.rules.time_limits import LONDON, Due, due, limit_in_force


class Route(StrEnum):
    """Somebody asks, or the police learn of a risk and consider telling."""

    ASK = "ask"
    KNOW = "know"


class Status(StrEnum):
    """Where a request stands. The last four are ends."""

    RECEIVED = "received"
    CHECKED = "checked"
    MET = "met"
    CONSIDERED = "considered"
    DECIDED = "decided"
    TO_DISCLOSE = "to_disclose"
    NOT_TO_DISCLOSE = "not_to_disclose"
    DISCLOSED = "disclosed"
    NOT_DISCLOSED = "not_disclosed"
    WITHDRAWN = "withdrawn"
    OUTSIDE_SCHEME = "outside_scheme"


class Step(StrEnum):
    """What moves a request on."""

    CHECK = "check"
    MEET = "meet"
    CONSIDER = "consider"
    DECIDE = "decide"
    AGREE = "agree"
    SEND_BACK = "send_back"
    DISCLOSE = "disclose"
    SAY_NOTHING_TO_DISCLOSE = "say_nothing_to_disclose"
    DISCLOSE_AT_ONCE = "disclose_at_once"
    WITHDRAW = "withdraw"
    PUT_OUTSIDE = "put_outside"


WORK, SECOND = "disclosure.work", "disclosure.second_read"
UNDECIDED = (Status.RECEIVED, Status.CHECKED, Status.MET, Status.CONSIDERED)
OPEN = (*UNDECIDED, Status.DECIDED, Status.TO_DISCLOSE, Status.NOT_TO_DISCLOSE)
ENDED = (Status.DISCLOSED, Status.NOT_DISCLOSED, Status.WITHDRAWN, Status.OUTSIDE_SCHEME)
BOTH = (Route.ASK, Route.KNOW)


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: from where to where, by which route, who may, and what must be true in words."""

    before: Status
    step: Step
    after: Status
    permission: str
    needs: str
    routes: tuple[Route, ...] = BOTH


_ASK, _KNOW = (Route.ASK,), (Route.KNOW,)
TRANSITIONS: tuple[Transition, ...] = (
    Transition(Status.RECEIVED, Step.CHECK, Status.CHECKED, WORK, "What was searched, and whether there is danger now"),
    Transition(Status.CHECKED, Step.MEET, Status.MET, WORK, "Met face to face, and the identity checked", _ASK),
    Transition(Status.MET, Step.CONSIDER, Status.CONSIDERED, WORK, "Which agencies considered it", _ASK),
    Transition(Status.CHECKED, Step.CONSIDER, Status.CONSIDERED, WORK, "Which agencies considered it", _KNOW),
    Transition(Status.CONSIDERED, Step.DECIDE, Status.DECIDED, WORK, "The three tests answered in words"),
    Transition(Status.DECIDED, Step.AGREE, Status.TO_DISCLOSE, SECOND, "Another person than whoever decided"),
    Transition(Status.DECIDED, Step.AGREE, Status.NOT_TO_DISCLOSE, SECOND, "Another person than whoever decided", _ASK),
    Transition(Status.DECIDED, Step.AGREE, Status.NOT_DISCLOSED, SECOND, "Another person than whoever decided", _KNOW),
    Transition(Status.DECIDED, Step.SEND_BACK, Status.CONSIDERED, SECOND, "Another person than whoever decided"),
    Transition(Status.TO_DISCLOSE, Step.DISCLOSE, Status.DISCLOSED, WORK, "Told in person, safely"),
    Transition(
        Status.NOT_TO_DISCLOSE, Step.SAY_NOTHING_TO_DISCLOSE, Status.NOT_DISCLOSED, WORK,
        "Told in the words that neither confirm nor deny, with safety advice", _ASK,
    ),
    *(
        Transition(before, Step.DISCLOSE_AT_ONCE, Status.DISCLOSED, WORK, "Somebody is in imminent danger")
        for before in (*UNDECIDED, Status.DECIDED, Status.TO_DISCLOSE)
    ),
    *(Transition(each, Step.WITHDRAW, Status.WITHDRAWN, WORK, "Whoever asked takes it back", _ASK) for each in OPEN),
    *(
        Transition(before, Step.PUT_OUTSIDE, Status.OUTSIDE_SCHEME, WORK, "It is no matter of the scheme")
        for before in UNDECIDED
    ),
)  # fmt: skip
"""Every step that there is."""


def after(before: Status, step: Step, route: Route) -> tuple[Status, ...]:
    """What a request may become by a step; nothing where the step cannot be taken."""
    found = (each for each in TRANSITIONS if each.before == before and each.step == step and route in each.routes)
    return tuple(each.after for each in found)


def may_take(before: Status, step: Step, route: Route) -> bool:
    """Whether a step can be taken now."""
    return bool(after(before, step, route))


@dataclass(frozen=True, slots=True)
class Stop:
    """Days on which the clock stood: from the first to the last, both counted."""

    first: date
    last: date


CHECKS, MEETING, OVERALL, READING = "dvds.checks", "dvds.meeting", "dvds.overall", "dvds.emergency_reading"
LONGEST_STOP = timedelta(days=14)
"""How long a clock may be stopped at a time: nothing is ever undated. A proposal for the register."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """When each step of a request is due. `overall` is what the guidance says, `with_stops` adds the days of stops."""

    checks: Due
    meeting: Due | None
    overall: Due
    with_stops: date

    def next_due_on(self, status: Status) -> date | None:
        """The day by which the next step is due; None at an end."""
        if status in ENDED:
            return None
        if status is Status.RECEIVED:
            return self.checks.due_on
        if status is Status.CHECKED and self.meeting is not None:
            return min(self.meeting.due_on, self.with_stops)
        return self.with_stops


def has_clocks(received_at: datetime) -> bool:
    """Whether guidance whose clocks are known was in force when a request came."""
    on = received_at.astimezone(LONDON).date()
    try:
        for code in (CHECKS, MEETING, OVERALL):
            limit_in_force(code, on)
    except LookupError:
        return False
    return True


def clocks_of(route: Route, received_at: datetime, stops: Iterable[Stop] = ()) -> Clocks:
    """The clocks of a request that came at this moment."""
    on = received_at.astimezone(LONDON).date()
    overall = due(limit_in_force(OVERALL, on), on)
    return Clocks(
        checks=due(limit_in_force(CHECKS, on), received_at),
        meeting=due(limit_in_force(MEETING, on), on) if route is Route.ASK else None,
        overall=overall,
        with_stops=overall.due_on + timedelta(days=stopped_days(stops)),
    )


def stopped_days(stops: Iterable[Stop]) -> int:
    """How many days the clock stood, each counted once."""
    days = {
        each.first + timedelta(days=number) for each in stops for number in range((each.last - each.first).days + 1)
    }
    return len(days)


def emergency_reading_due(told_at: datetime) -> Due:
    """By when a second person reads a disclosure that could not wait."""
    on = told_at.astimezone(LONDON).date()
    return due(limit_in_force(READING, on), on)


NOTHING_TO_DISCLOSE = (
    "We have checked what the police and other agencies know. There is no information that we can disclose to you "
    "under the scheme. This does not mean that there is no risk to you, and we do not say that nothing is known. If "
    "you are worried about how somebody behaves towards you, please tell us, and we will help you to stay safe."
)
"""Said to whoever asked when nothing is disclosed. The very same words whether something is held back or nothing is
known: they neither confirm nor deny. They name nobody. Paraphrased from the guidance; not its wording."""
SAFETY_ADVICE = (
    "In danger, call 999. If you cannot speak, press 55 when asked on a mobile.",
    "The National Domestic Abuse Helpline is free and open at any hour: 0808 2000 247.",
    "You may ask again at any time, and we will look again whenever something new is known.",
)
"""Said to everybody who asks, whatever the answer."""
UNDERTAKING = {
    "en": (
        "Confidentiality undertaking",
        (
            "I have been told something in confidence under the Domestic Violence Disclosure Scheme.",
            "I will use it only to keep myself, or the person I was told it for, safe.",
            "I will not pass it on, publish it or put it on social media. I may speak of it with those who support me "
            "when the police have agreed to it.",
            "I understand that using it in another way may put somebody in danger and may be an offence.",
        ),
        "Name, signature and date",
    ),
    "cy": (
        "Ymrwymiad cyfrinachedd",
        (
            "Rwyf wedi cael gwybodaeth yn gyfrinachol o dan y Cynllun Datgelu Trais Domestig.",
            "Byddaf yn ei defnyddio i’m cadw fy hun, neu’r person y cefais yr wybodaeth ar ei gyfer, yn ddiogel "
            "yn unig.",
            "Ni fyddaf yn ei rhannu, yn ei chyhoeddi nac yn ei rhoi ar y cyfryngau cymdeithasol. Caf siarad amdani â’r "
            "rhai sy’n fy nghefnogi pan fydd yr heddlu wedi cytuno i hynny.",
            "Rwy’n deall y gall ei defnyddio mewn ffordd arall roi rhywun mewn perygl ac y gall fod yn drosedd.",
        ),
        "Enw, llofnod a dyddiad",
    ),
}
"""What whoever is told signs, in English and in Welsh. It names nobody, and nothing else is left with them."""
