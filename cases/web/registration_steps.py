"""The steps in the life of a registration that are one form each, and in which statuses each is offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cases.web import registration_forms as forms
from register.actions import indefinite_reviews as indefinite
from register.actions import registration_ends as ends
from register.actions.registration_reviews import review_registration
from register.models import IndefiniteReview, Registration, RegistrationAppeal, RegistrationReview
from register.rules.transitions import LIVE, NOTIFIED, REGISTRATION


def before(name: str) -> tuple[str, ...]:
    """The statuses from which the table has moves of this name."""
    return tuple(dict.fromkeys(step.before for step in REGISTRATION if step.name == name))


@dataclass(frozen=True, slots=True)
class Step:
    """One form and the act that it asks for. `kinds` turns what was chosen into the type that the act takes."""

    slug: str
    title: str
    button: str
    form: type[forms.VersionedForm]
    deed: Callable[..., Any]
    said: str
    statuses: tuple[str, ...]
    intro: str = ""
    kinds: tuple[tuple[str, Callable[[Any], Any]], ...] = ()
    is_grave: bool = False
    is_for: Callable[[Any], bool] | None = None

    def is_offered(self, registration: Registration, review: IndefiniteReview | None) -> bool:
        """Whether the step is a way on from here. Those of an application are, while the requirement is indefinite."""
        if registration.status not in self.statuses:
            return False
        return self.is_for is None or (registration.is_indefinite and self.is_for(review))

    def details(self, typed: dict[str, Any]) -> dict[str, Any]:
        """What was typed, as the act takes it."""
        return typed | {name: kind(typed[name]) for name, kind in self.kinds}


def _is_open(review: IndefiniteReview | None) -> bool:
    return review is not None and not review.outcome


STEPS: dict[str, Step] = {
    step.slug: step
    for step in (
        Step(
            "review", "Review the registration", "Save the review", forms.ReviewForm, review_registration,
            "The review is recorded, and the next one is set.", LIVE,
            intro="A recommendation to remove changes nothing yet: a second person removes.",
            kinds=(("outcome", RegistrationReview.Outcome),),
        ),
        Step(
            "appeal", "Note an appeal", "Save", forms.AppealForm, ends.note_appeal, "The appeal is noted.",
            before("note an appeal"), intro="The requirements go on during an appeal, unless the court says otherwise.",
        ),
        Step(
            "stay", "Suspension by the court", "Save", forms.StayForm, ends.record_stay,
            "What the court did is recorded, and the clocks are worked out anew.", before("appeal allowed"),
            intro="While the requirements are suspended no clock runs. What was overdue before stays overdue.",
        ),
        Step(
            "appeal-decided", "Record what came of the appeal", "Save", forms.AppealDecidedForm, ends.decide_appeal,
            "The outcome of the appeal is recorded.", before("appeal allowed"),
            kinds=(("outcome", RegistrationAppeal.Outcome),),
        ),
        Step(
            "discharge", "Discharge the registration", "Discharge", forms.DischargeForm, ends.discharge_registration,
            "The registration is discharged.", before("discharge"), is_grave=True,
            intro="Only where a court has ended what the registration stands on.",
        ),
        Step(
            "transfer-out", "Transfer out of England and Wales", "Transfer", forms.TransferOutForm,
            ends.transfer_registration_out, "The registration is transferred out.", before("transfer out"),
            intro="To another force in England and Wales, transfer the management instead.", is_grave=True,
        ),
        Step(
            "expire", "Record that the registration has expired", "Record", forms.WhyForm, ends.expire_registration,
            "The registration has expired.", before("expire"), is_grave=True,
            intro="Only after its last day, and only once every failure has been decided on.",
        ),
        Step(
            "remove", "Remove from the register", "Remove", forms.WhyForm, ends.remove_registration,
            "The person is removed from the register.", before("remove on review"), is_grave=True,
            intro="As a second person, after a review that recommends it.",
        ),
        Step(
            "death", "Record a death", "Record", forms.DeathForm, ends.record_death, "The death is recorded.",
            before("record the death"), is_grave=True,
        ),
        Step(
            "application", "Application to end indefinite notification", "Record", forms.ApplicationForm,
            indefinite.receive_application, "The application is recorded. Acknowledge it in writing within 14 days.",
            NOTIFIED, is_for=lambda review: review is None or bool(review.outcome),
            intro="Open after 15 years, or 8 for whoever was under 18; never while a sexual harm prevention order is "
            "in force (Sexual Offences Act 2003 s.91B).",
        ),
        Step(
            "application-acknowledged", "Application acknowledged", "Record", forms.AcknowledgedForm,
            indefinite.acknowledge_application, "The acknowledgement is recorded.", NOTIFIED,
            is_for=lambda review: _is_open(review) and review.acknowledged_on is None,
        ),
        Step(
            "application-information", "Information asked for", "Record", forms.InformationForm,
            indefinite.ask_for_information, "The responsible bodies have 28 days; the decision is due six weeks later.",
            NOTIFIED, is_for=lambda review: _is_open(review) and review.information_asked_on is None,
        ),
        Step(
            "application-decided", "Decide on the application", "Record the decision", forms.ApplicationDecidedForm,
            indefinite.decide_application, "The decision is recorded.", NOTIFIED, is_for=_is_open,
            kinds=(("outcome", IndefiniteReview.Outcome),),
            intro="The person must satisfy you that notification is not necessary to protect the public. Silence "
            "decides nothing.",
        ),
        Step(
            "application-appeal", "Appeal against the refusal allowed", "Record", forms.ReviewAppealForm,
            indefinite.record_review_appeal_allowed, "The requirement has ended.", NOTIFIED,
            is_for=lambda review: review is not None and review.outcome == "refused" and not review.appeal_allowed_on,
        ),
    )
}  # fmt: skip
