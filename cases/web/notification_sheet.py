"""The one page on which a notification is taken: what is due first, then what is new, as one set of forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from cases.web.notification_forms import (
    GivenForm,
    JudgedForm,
    NewForm,
    NewHomeForm,
    NewNameForm,
    OfferForm,
    OtherChangeForm,
    ToldPhoneForm,
    moment_of,
)
from register.actions.changes import Told
from register.actions.notifications import Given, Item
from register.duties.offers import Offer
from register.models import Notification, NotificationItem
from register.rules.notifications.particulars import PARTICULARS
from register.rules.regimes.table import KINDS, DutyKind
from ui.dates import day
from ui.forms import Form

OTHERS = 2
CHECK_ITEMS = "Correct the items that are marked below"
OFFERS_CHANGED = (
    "What this person must notify has changed while you were typing. The items below are as they stand now: check "
    "each of them, then save again."
)


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One open duty or announced change with its form."""

    title: str
    due: str
    is_overdue: bool
    about: tuple[str, ...]
    form: OfferForm


@dataclass(frozen=True, slots=True)
class Sheet:
    """The forms of one visit."""

    given: GivenForm
    offers: tuple[Offer, ...]
    told: tuple[OfferForm, ...]
    name: NewNameForm
    home: NewHomeForm
    others: tuple[OtherChangeForm, ...]
    phone: ToldPhoneForm

    @property
    def parts(self) -> tuple[Form, ...]:
        """Every form but the first, in the order of the page."""
        return (*self.told, self.name, self.home, self.phone, *self.others)

    @property
    def new(self) -> list[tuple[str, NewForm]]:
        """What may be told anew, each with its title."""
        others = [(f"Another change{f' ({n})' if n > 1 else ''}", each) for n, each in enumerate(self.others, start=1)]
        return [("A new name", self.name), ("A new home address", self.home), *others]

    def check(self) -> None:
        """Put what is wrong below on the first form, so that nothing is saved by halves."""
        are_right = [each.is_valid() for each in self.parts]  # each of them, so that each shows what is wrong
        if not all(are_right):
            self.given.add_error(None, CHECK_ITEMS)
        if self.given.cleaned_data.get("offered") != signature_of(self.offers):
            self.given.data = _with(self.given.data, offered=signature_of(self.offers))
            self.given.add_error(None, OFFERS_CHANGED)

    def rows(self) -> list[OfferRow]:
        return [_row(offer, form) for offer, form in zip(self.offers, self.told, strict=True)]

    def items(self) -> list[Item]:
        """What was told, once every form is valid."""
        offered = (
            Item(offer.kind, change=offer.change, particulars=_given(offer.kind, form), **_judged(form))
            for offer, form in zip(self.offers, self.told, strict=True)
            if form.is_told()
        )
        kinds = [(DutyKind.NAME, self.name), (DutyKind.HOME_ADDRESS, self.home)]
        kinds += [(DutyKind(each.cleaned_data["kind"]), each) for each in self.others if each.is_told()]
        return [*offered, *(_new(kind, form) for kind, form in kinds if form.is_told())]

    def visit(self) -> Given:
        """When, where and how it was given."""
        typed = dict(self.given.cleaned_data)
        return Given(
            taken_at=moment_of(typed["taken_on"], typed["taken_time"]), method=Notification.Method(typed["method"]),
            police_station=typed["police_station"], identity_check=Notification.Identity(typed["identity_check"]),
            identity_detail=typed["identity_detail"], refused=Notification.Refusal(typed["refused"]),
            taken_by_name=typed["taken_by_name"], has_fixed_abode=typed["has_fixed_abode"] == "yes",
            phone=self.phone.cleaned_data["number"], remarks=typed["remarks"],
        )  # fmt: skip

    def base_on(self, newest: int) -> None:
        """Saving again is a decision: the forms now know of the notification with this key."""
        self.given.data = _with(self.given.data, based_on=str(newest))


def sheet_of(data: QueryDict | None, offers: tuple[Offer, ...], *, newest: int, now: Mapping[str, Any]) -> Sheet:
    """The forms, empty or as they were typed. `newest` is the key of the newest notification, `now` the day and time to
    begin with."""
    start = {**now, "based_on": newest, "offered": signature_of(offers)}
    return Sheet(
        given=GivenForm(data, initial=start),
        offers=offers,
        told=tuple(
            OfferForm(data, prefix=each.key, kind=each.kind, initial={"is_told_now": each.is_due}) for each in offers
        ),
        name=NewNameForm(data, prefix="new-name"),
        home=NewHomeForm(data, prefix="new-home"),
        others=tuple(OtherChangeForm(data, prefix=f"other-{number}") for number in range(OTHERS)),
        phone=ToldPhoneForm(data, prefix="phone"),
    )


def _offer_form(data: QueryDict | None, offer: Offer) -> OfferForm:
    return OfferForm(data, prefix=offer.key, kind=offer.kind, initial={"is_told_now": offer.is_due})


def signature_of(offers: tuple[Offer, ...]) -> str:
    """The offers of a page in one line, to see whether they are still the same when it comes back."""
    return " ".join(each.key for each in offers)


def _row(offer: Offer, form: OfferForm) -> OfferRow:
    words = {DutyKind.PERIODIC: "Everything notified before is still right"}
    due = f"Due by {day(offer.due_on)}" if offer.due_on else "No day: the clock stands still"
    if offer.change is not None and offer.key.startswith("change-"):
        due = f"Announced for {day(offer.due_on)}" if offer.due_on else "Announced"
    about = tuple(part for part in (words.get(offer.kind, ""), _known(offer)) if part)
    return OfferRow(KINDS[offer.kind].title, due, offer.is_overdue, about, form)


def _known(offer: Offer) -> str:
    """When the change was, and no more: what the person says of it comes from the person."""
    if offer.change is None or offer.change.happened_on is None:
        return ""
    return f"Of {day(offer.change.happened_on)}"


def _judged(form: JudgedForm) -> dict[str, Any]:
    typed = form.cleaned_data
    outcome = NotificationItem.Outcome(typed["outcome"])
    return {"said": typed["said"], "outcome": outcome, "doubt": typed["doubt"] if outcome != "complete" else ""}


def _new(kind: DutyKind, form: NewForm) -> Item:
    typed = form.cleaned_data
    on: date = typed["on"]
    return Item(kind, new=Told(kind, on, detail=typed["said"], particulars=_given(kind, form)), **_judged(form))


def _given(kind: DutyKind, form: JudgedForm) -> dict[str, str]:
    return {each.code: form.cleaned_data.get(each.code, "") for each in PARTICULARS.get(kind, ())}


def _with(data: Any, **changes: str) -> Any:
    copied = data.copy()
    for name, value in changes.items():
        copied[name] = value
    return copied
