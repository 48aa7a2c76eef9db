"""A person's notifications: the overview, and taking one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.policy import Policy
from accounts.reasons import reason_of
from audit.core.errors import OutOfReach
from cases.actions.notifications import open_notifications
from cases.contact import protection_of
from cases.web.card import person_or_404
from cases.web.notification_sheet import sheet_of
from register.actions.notifications import TakenMeanwhile, take_notification
from register.actions.told_facts import FromNotification
from register.duties.offers import offers_for
from register.models import Notification, Person, Protection, Registration
from register.models.registration import ENDED
from register.places import force_of_postcode
from register.policies import (
    PRINT_ACKNOWLEDGEMENT,
    READ_NOTIFICATION,
    RECORD_ABSENCE,
    RECORD_CHANGE,
    SEE_NOTIFICATIONS,
    SUSPECT_BREACH,
    TAKE_NOTIFICATION,
)
from register.web.form_page import Done, FormPage, answer


@never_cache
@require_safe
def overview(request: ActingRequest, reference: str) -> HttpResponse:
    """The duties, changes and notifications of a person. Opening them is logged."""
    person = person_or_404(request, reference)
    SEE_NOTIFICATIONS.require(request.actor)
    registration = registration_of(request, person)
    shown: dict[str, Any] = {"person": person, "page": None}
    if registration is not None:
        is_live = registration.status not in ENDED
        shown |= {
            "elsewhere": registration.person if registration.person_id != person.pk else None,
            "page": open_notifications(registration, actor=request.actor, reason=reason_of(request)),
            "may_take": TAKE_NOTIFICATION.allows(request.actor, registration) and is_live,
            "may_record": RECORD_CHANGE.allows(request.actor, registration) and is_live,
            "may_suspect": SUSPECT_BREACH.allows(request.actor, registration) and is_live,
            "may_print": PRINT_ACKNOWLEDGEMENT.allows(request.actor),
            "may_see_breaches": READ_NOTIFICATION.allows(request.actor),
            "may_record_absence": RECORD_ABSENCE.allows(request.actor, person),
        }
    return render(request, "cases/notifications.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def take(request: ActingRequest, reference: str) -> HttpResponse:
    """Take a notification: what is due first, then what is new."""
    person, registration = live_registration(request, reference, TAKE_NOTIFICATION)
    now = timezone.localtime()
    newest = _newest(request, registration)
    begin = {"taken_on": now.date(), "taken_time": f"{now:%H:%M}"}
    sheet = sheet_of(request.POST or None, offers_for(registration, on=now.date()), newest=newest, now=begin)
    if request.method == "POST" and sheet.given.is_valid():
        sheet.check()

    def deed(typed: dict[str, Any]) -> Done:
        try:
            taken = take_notification(
                registration, actor=request.actor, reason=reason_of(request), given=sheet.visit(), items=sheet.items(),
                based_on=typed["based_on"], facts=_facts(registration.person),
            )  # fmt: skip
        except TakenMeanwhile:
            sheet.base_on(_newest(request, registration))
            raise
        return _told(taken, person)

    page = FormPage(
        "Take a notification", "Save the notification", way_back(person), about=person.display_name,
        template="cases/take_notification.html",
    )  # fmt: skip
    return answer(request, page, sheet.given, deed, sheet=sheet, rows=sheet.parts)


def _told(taken: Notification, person: Person) -> Done:
    if taken.method_doubt:
        return Done(f"Notification {taken.reference} is kept. {taken.method_doubt}", way_back(person), is_warning=True)
    return Done(f"Notification {taken.reference} is recorded.", way_back(person))


def _facts(person: Person) -> FromNotification:
    return FromNotification(protection_of(person, Protection.OPEN), force_of_postcode)


def _newest(request: ActingRequest, registration: Registration) -> int:
    rows = Notification.objects.visible_to(request.actor).filter(registration=registration)
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def registration_of(request: ActingRequest, person: Person) -> Registration | None:
    """The live registration of this human being, or the last one that ended. Each force keeps a record of its own: the
    registration may stand in a joined one, and is notified to at any station all the same."""
    rows = Registration.objects.visible_to(request.actor).of_human_being(person)
    rows = rows.select_related("person", "managing_force")
    return _live_one(rows, person) or rows.order_by("-starts_on", "-pk").first()


def live_registration(request: ActingRequest, reference: str, policy: Policy) -> tuple[Person, Registration]:
    """The person and the live registration of this human being, for somebody whom the policy lets act on it."""
    person = person_or_404(request, reference)
    policy.require(request.actor)
    rows = Registration.objects.visible_to(request.actor).of_human_being(person)
    registration = _live_one(rows.select_related("person", "managing_force"), person)
    if registration is None:
        raise OutOfReach("no live registration")
    policy.require(request.actor, registration)
    return person, registration


def _live_one(rows: QuerySet[Registration], person: Person) -> Registration | None:
    """The live registration of the opened record, else that of one joined with it."""
    live = sorted(rows.exclude(status__in=ENDED), key=lambda row: (row.person_id != person.pk, row.pk))
    return live[0] if live else None


def way_back(person: Person) -> str:
    return reverse("person-notifications", args=[person.reference])
