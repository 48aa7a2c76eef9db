"""Handing the management of a registered person to another force: offered, and taken over only once accepted."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.management import name_manager
from register.actions.registration_moves import Said, note
from register.actions.telling import close_transfer_alert, raise_transfer_alert
from register.events import management as events
from register.managed.managers import may_manage
from register.models import (
    Alert,
    ManagementTransfer,
    Person,
    PersonGrant,
    PlanAction,
    Registration,
    RiskLowering,
    TransferStatusChange,
    Visit,
)
from register.rules.time_limits import due, limit_in_force

Status = ManagementTransfer.Status


@action(event=events.TRANSFER_OFFERED, policy=policies.LEAD_MANAGEMENT)
def offer_transfer(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, to_force: Force, why: str, summary: str
) -> ManagementTransfer:
    """Offer the management to another force, with what it must know. Nothing changes hands before it accepts."""
    if not Registration.objects.managed().filter(pk=registration.pk).exists():
        raise Refused("Only a registration that was decided and has not ended can be handed over.")
    _require_offer(registration, to_force)
    for name, text in (("why", why), ("summary", summary)):
        if not text.strip():
            raise Refused("The other force needs your reasons and a summary of how this person is managed.", field=name)

    now = timezone.now()
    limit = limit_in_force(_clock_of(registration), timezone.localdate(now))
    transfer = ManagementTransfer.objects.create(
        registration=registration, person=registration.person, from_force=registration.managing_force,
        to_force=to_force, level=registration.management_level, why=why.strip(), summary=summary.strip(),
        move_alert=_move_accepted_by(to_force, registration), offered_by_id=_person(actor),
        due_at=due(limit, now).at, limit_code=limit.code,
    )  # fmt: skip
    _note(transfer, actor)
    raise_transfer_alert(transfer, actor=actor, reason=reason)
    entry.about(transfer, subject=registration.person)
    entry.recipients = [to_force.reference]
    entry.record(due_at=transfer.due_at, level=transfer.level, why=why, summary=summary)
    return transfer


def hold(transfer: ManagementTransfer) -> None:
    """Wait for whoever works on the registration, and lock it before the offer: all acts lock in that order."""
    Registration.objects.select_for_update().filter(pk=transfer.registration_id).first()


@action(event=events.TRANSFER_OPENED, policy=policies.SEE_TRANSFERS, lock=False)
def read_transfer(transfer: ManagementTransfer, *, entry: Entry, actor: Actor, reason: Reason) -> ManagementTransfer:
    """Open an offer: what the other force said of the person."""
    return transfer


@action(event=events.TRANSFER_ACCEPTED, policy=policies.ANSWER_TRANSFER, turn=hold)
def accept_transfer(
    transfer: ManagementTransfer, *, entry: Entry, actor: Actor, reason: Reason, manager: User, why: str
) -> ManagementTransfer:
    """Take the person over and name who manages them. Visits, plan and duties go with the registration, and their
    dates stay; what was in the hands of officers of the old force goes to the queue of the new one."""
    _require_open(transfer, why)
    registration = transfer.registration
    is_as_offered = registration.managing_force_id == transfer.from_force_id
    if not is_as_offered or not Registration.objects.managed().filter(pk=registration.pk).exists():
        raise Refused("This registration has ended since it was offered. Refuse the offer: there is nothing to manage.")
    if not may_manage(manager, transfer.person, force_id=transfer.to_force_id, on=timezone.localdate()):
        raise Refused(
            "This person cannot be named as manager: they must work in your force, hold a role that manages registered "
            "people, and be allowed to open this record. Choose somebody else.",
            field="manager",
        )

    transfer.manager = manager
    _become(transfer, Status.ACCEPTED, actor, why)
    registration.managing_force = transfer.to_force
    registration.save(update_fields=["managing_force"])
    name_manager(registration, manager, actor=actor, why=f"Taken over from {transfer.from_force.name}")
    said = Said(f"Management went from {transfer.from_force.name} to {transfer.to_force.name}. {why.strip()}")
    note(registration, registration.status, said, actor)
    _let_go(registration, actor)
    close_transfer_alert(transfer, actor=actor, reason=reason, is_accepted=True, why=why)
    entry.recipients = [transfer.from_force.reference]
    entry.record(manager=manager.reference, why=why)
    return transfer


@action(event=events.TRANSFER_REFUSED, policy=policies.ANSWER_TRANSFER, turn=hold)
def refuse_transfer(
    transfer: ManagementTransfer, *, entry: Entry, actor: Actor, reason: Reason, why: str
) -> ManagementTransfer:
    """Say why the force does not take the person over. The force that offered stays responsible."""
    _require_open(transfer, why)

    _become(transfer, Status.REFUSED, actor, why)
    close_transfer_alert(transfer, actor=actor, reason=reason, is_accepted=False, why=why)
    entry.recipients = [transfer.from_force.reference]
    entry.record(why=why)
    return transfer


@action(event=events.TRANSFER_CANCELLED, policy=policies.CANCEL_TRANSFER, turn=hold)
def cancel_transfer(
    transfer: ManagementTransfer, *, entry: Entry, actor: Actor, reason: Reason, why: str
) -> ManagementTransfer:
    """Take the offer back before it is answered."""
    _require_open(transfer, why)

    _become(transfer, Status.CANCELLED, actor, why)
    close_transfer_alert(transfer, actor=actor, reason=reason, is_accepted=False, why=f"Taken back: {why.strip()}")
    entry.recipients = [transfer.to_force.reference]
    entry.record(why=why)
    return transfer


def _require_offer(registration: Registration, to_force: Force) -> None:
    if to_force.pk == registration.managing_force_id:
        raise Refused("Your force manages this person already. Choose another force.", field="to_force")
    if ManagementTransfer.objects.open().filter(registration=registration).exists():
        raise Refused("This person is offered already. Wait for the answer, or take that offer back first.")
    if registration.person.is_restricted and not _may_be_opened_in(to_force, registration.person):
        raise Refused(
            "This record is restricted, and nobody in that force may open it. Ask professional standards to give an "
            "exception to whoever will answer there, then offer it.",
            field="to_force",
        )


def _may_be_opened_in(force: Force, person: Person) -> bool:
    """Whether a restricted record is that force's own, or somebody there may open it by an exception."""
    grants = PersonGrant.objects.running(at=timezone.now()).filter(permission__codename="open_person")
    return person.owner_force_id == force.pk or grants.filter(user__force=force, content_object=person).exists()


def _clock_of(registration: Registration) -> str:
    return f"management.transfer_answer_{registration.management_level or 'not_set'}"


def _move_accepted_by(to_force: Force, registration: Registration) -> Alert | None:
    """The alert by which that force took responsibility for following a move into its area, the newest one."""
    accepted = Alert.objects.moves().accepted().filter(to_force=to_force)
    return accepted.filter(person=registration.person).order_by("-answered_at").first()


def _let_go(registration: Registration, actor: Actor) -> None:
    """What officers of the old force had in hand goes to the queue of the new force's team."""
    Visit.objects.planned().filter(registration=registration).update(
        officer=None, force=registration.managing_force_id
    )  # fmt: skip
    PlanAction.objects.open().filter(registration=registration).update(owner=None)
    RiskLowering.objects.waiting().filter(registration=registration).update(
        is_agreed=False, answered_by_id=actor.user_id, answered_at=timezone.now(),
        answer_reason="The management went to another force.",
    )  # fmt: skip


def _require_open(transfer: ManagementTransfer, why: str) -> None:
    if transfer.status != Status.OFFERED:
        raise Refused(f"This offer is {transfer.get_status_display().lower()} already. Nothing was changed.")
    if not why.strip():
        raise Refused("Give your reasons: the other force reads them.", field="why")


def _become(transfer: ManagementTransfer, status: ManagementTransfer.Status, actor: Actor, why: str) -> None:
    transfer.status, transfer.answer_reason = status, why.strip()
    transfer.answered_at, transfer.answered_by_id = timezone.now(), _person(actor)
    transfer.version += 1
    transfer.save()
    _note(transfer, actor)


def _note(transfer: ManagementTransfer, actor: Actor) -> None:
    TransferStatusChange.objects.create(transfer=transfer, to_status=transfer.status, changed_by_id=actor.user_id)


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise Refused("A person must decide who manages somebody; a system cannot.")
    return actor.person_id
