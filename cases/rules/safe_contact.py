"""May I ring now? The answer from what a victim said was safe, and from when it was last confirmed with them.

Whoever rings at the wrong moment may be answered by the one who abuses. So anything that is not known, and anything
that was not confirmed for too long, is answered by "ask the case owner first".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from register.rules.time_limits import due, in_words, limit_in_force

LONDON = ZoneInfo("Europe/London")
CONFIRM, AFTER_REFUGE = "contact.confirm", "contact.after_refuge"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY_DAY = frozenset(range(1, 8))


class Channel(StrEnum):
    """How they may be reached (`cases.models.SafeContactRule.Channel`)."""

    ASK_FIRST = "ask_first"
    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    THROUGH_IDVA = "through_idva"
    NO_CONTACT = "no_contact"


class May(StrEnum):
    """The answer in one word."""

    YES = "yes"
    NO = "no"
    ASK_FIRST = "ask_first"


@dataclass(frozen=True, slots=True)
class Window:
    """On which days (1 is Monday) and from when until when it is safe. Until before from: over midnight, counted to
    the day on which it begins. Neither time: the whole day."""

    days: frozenset[int]
    begins: time | None = None
    ends: time | None = None

    def holds(self, at: datetime) -> bool:
        """Whether the local moment lies in it; its last minute is the one before `ends`."""
        if self.begins is None or self.ends is None:
            return at.isoweekday() in self.days
        yesterday = (at - timedelta(days=1)).isoweekday()
        if self.begins < self.ends:
            return at.isoweekday() in self.days and self.begins <= at.time() < self.ends
        return (at.isoweekday() in self.days and at.time() >= self.begins) or (
            yesterday in self.days and at.time() < self.ends
        )

    def next_day(self, at: datetime) -> date | None:
        """The next day on which it begins after the local moment."""
        for ahead in range(8):
            on = at.date() + timedelta(days=ahead)
            has_begun = ahead == 0 and (self.begins is None or at.time() >= self.begins)
            if on.isoweekday() in self.days and not has_begun:
                return on
        return None


@dataclass(frozen=True, slots=True)
class Rule:
    """What is known of how to reach somebody. `confirm_by` is the last day on which it may be relied on."""

    channel: str
    confirm_by: date
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether somebody may ring, and the sentence that says so."""

    may: May
    sentence: str


_INSTEAD = {
    Channel.ASK_FIRST: Answer(May.ASK_FIRST, "Ask the case owner first"),
    Channel.NO_CONTACT: Answer(May.NO, "No. Do not make contact"),
    Channel.THROUGH_IDVA: Answer(May.NO, "No. Only their adviser makes contact"),
    Channel.EMAIL: Answer(May.NO, "No. Send an e-mail and nothing else"),
}


def confirm_by(confirmed_on: date) -> date:
    """The last day on which a rule may be relied on that was confirmed on this day."""
    return due(limit_in_force(CONFIRM, confirmed_on), confirmed_on).due_on


def has_decayed(rule_confirm_by: date, on: date) -> bool:
    """Whether a rule is too old to be relied on."""
    return on > rule_confirm_by


def may_ring(rule: Rule | None, at: datetime) -> Answer:
    """Whether somebody may ring at this aware moment."""
    if rule is None:
        return Answer(May.ASK_FIRST, "Ask the case owner first: nothing is recorded")
    local = at.astimezone(LONDON)
    if rule.channel == Channel.NO_CONTACT:
        return _INSTEAD[Channel.NO_CONTACT]
    if has_decayed(rule.confirm_by, local.date()):
        return Answer(May.ASK_FIRST, f"Ask the case owner first: to be confirmed since {in_words(rule.confirm_by)}")
    if rule.channel == Channel.TEXT:
        return _by_text(rule.window, local)
    if rule.channel != Channel.PHONE:
        known = rule.channel in set(Channel)
        return _INSTEAD[Channel(rule.channel)] if known else _INSTEAD[Channel.ASK_FIRST]
    if rule.window is None or not rule.window.days:
        return Answer(May.ASK_FIRST, "Ask the case owner first: safe days and times are not recorded")
    return _by_the_clock(rule.window, local)


def _by_text(window: Window | None, at: datetime) -> Answer:
    """A message that lights up the telephone at the wrong moment is read by whoever holds it: its hours are safe hours
    as those of a call are."""
    if window is None or not window.days:
        return Answer(May.ASK_FIRST, "Ask the case owner first: only a text message, and safe times are not recorded")
    answer = _by_the_clock(window, at)
    if answer.may is May.YES:
        until = f", until {window.ends:%H:%M}" if window.ends else ""
        return Answer(May.NO, f"No. Send a text message and nothing else{until}")
    if answer.may is May.NO:
        return Answer(May.NO, answer.sentence.replace("No.", "No, and no text message now.", 1))
    return answer


def _by_the_clock(window: Window, at: datetime) -> Answer:
    if window.holds(at):
        return Answer(May.YES, f"Yes, until {window.ends:%H:%M}" if window.ends else "Yes, today")
    on = window.next_day(at)
    if on is None:
        return Answer(May.ASK_FIRST, "Ask the case owner first: no safe time is recorded")
    when = "today" if on == at.date() else f"{WEEKDAYS[on.isoweekday() - 1]} {in_words(on)}"
    return Answer(May.NO, f"No. Next safe time: {when}" + (f" from {window.begins:%H:%M}" if window.begins else ""))


def in_plain_words(window: Window) -> str:
    """ "Monday to Friday, 09:00 to 15:00"; nothing where no day is known."""
    days = days_in_words(window.days)
    if not days or window.begins is None or window.ends is None:
        return days
    over = " the next day" if window.ends <= window.begins else ""
    return f"{days}, {window.begins:%H:%M} to {window.ends:%H:%M}{over}"


def days_in_words(days: Iterable[int]) -> str:
    """ "Every day", "Monday to Friday", "Monday, Wednesday and Saturday"."""
    listed = sorted(set(days) & EVERY_DAY)
    if len(listed) == len(EVERY_DAY):
        return "Every day"
    names = [WEEKDAYS[number - 1] for number in listed]
    if len(listed) > 2 and listed[-1] - listed[0] == len(listed) - 1:
        return f"{names[0]} to {names[-1]}"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
