"""Who may do what in the register, and how far it reaches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, Upper
from django.db.models.lookups import In
from django.utils import timezone

from accounts.actor import Actor, Breadth
from accounts.policy import Policy, Reach, everywhere, force_reach, within_force
from audit.web.policies import READ_LOG, hidden_tables, log_limits

PERPETRATORS = ("suspect", "convicted")


def _people_of_the_nation(actor: Actor) -> Q:
    """Everybody registered as having abused, in any force, whose record is not restricted; and all of one's own force.

    Victims and witnesses are seen by the force that holds them alone.
    """
    known = Q(subject_category__in=PERPETRATORS, is_restricted=False, disposed_at__isnull=True)
    return known | _people_of_own_force(actor)


def _people_of_own_force(actor: Actor) -> Q:
    if not actor.force_id:
        return Q(pk__in=[])
    return Q(owner_force=actor.force_id, is_restricted=False, disposed_at__isnull=True)


def _restricted_people_of_own_force(actor: Actor) -> Q:
    return Q(owner_force=actor.force_id, is_restricted=True) if actor.force_id else Q(pk__in=[])


def _granted(actor: Actor) -> Q:
    """People this very user may open by an exceptional grant that has not run out."""
    grants = apps.get_model("register", "PersonGrant").objects
    running = grants.running(at=timezone.now()).filter(user=actor.user_id)
    return Q(pk__in=running.filter(permission__codename="open_person").values("content_object"))


def _by_exception(actor: Actor) -> Q:
    """Restricted records, for whoever was given one, and for what hands over work by itself: nobody's work is left
    behind because few may read of whom it is."""
    restricted = Q(is_restricted=True, disposed_at__isnull=True)
    given = _granted(actor) | _given_sealed(actor)
    return given | restricted if actor.may(HAND_OVER_WORK.permission) else given


def _of_reader(actor: Actor) -> Q:
    """Rows of the reader, and of whoever a system asks for."""
    return Q(user__in=actor.readers) if actor.asks_for else Q(user=actor.user_id)


def bars_of(actor: Actor) -> QuerySet[Any]:
    """The bars that hold for this very user now."""
    grants = apps.get_model("register", "PersonGrant").objects
    running: QuerySet[Any] = grants.running(at=timezone.now()).filter(_of_reader(actor))
    return running.filter(permission__codename="never_open_person")


def not_barred_from(path: str) -> Callable[[Actor], Q]:
    """Rows about people this very user is not barred from, found along `path`. A bar beats every grant, and holds for
    every record joined with the one it names: they are of one human being. What is sealed is there for nobody but those
    it was given to."""
    return lambda actor: apart_from(path, groups_closed(actor))


def apart_from(path: str, groups: QuerySet[Any]) -> Q:
    """Rows whose person, found along `path`, belongs to none of these groups of joined records, or who have none.

    The groups hang on nothing of the row, so that PostgreSQL finds them once for a list and not once for each row.
    """
    lead = "lead" if path == "pk" else f"{path}__lead"
    nobody = 0  # a key that no person has: without it a row about nobody would be neither in nor out
    return ~Q(In(Coalesce(lead, path, Value(nobody)), groups.query))


def groups_barred(actor: Actor) -> QuerySet[Any]:
    """The leads of the records that this very user is barred from: by name, or because they are their own or those of
    their household."""
    barred: QuerySet[Any] = bars_of(actor).values_list(Coalesce("content_object__lead", "content_object"))
    return barred.union(_own_records_of(actor).values_list(Coalesce("person__lead", "person")), all=True)


def groups_closed(actor: Actor) -> QuerySet[Any]:
    """The leads of the records that are not there for this user: those that they are barred from, and those that are
    sealed and were not given to them. The register itself, which shows nobody anything, works on all."""
    barred = groups_barred(actor)
    if actor.user_id is None:
        return barred
    sealed: QuerySet[Any] = apps.get_model("register", "SealedRecord").objects.live().order_by()
    if actor.may(READ_SEALED.permission):
        sealed = sealed.exclude(reading_force=actor.force_id)
    return barred.union(sealed.values_list(Coalesce("person__lead", "person")), all=True)


def _given_sealed(actor: Actor) -> Q:
    """People whose sealed record was given to the actor's force to read, and to whoever reads such records there."""
    if actor.user_id is None or not actor.may(READ_SEALED.permission):
        return Q(pk__in=[])
    sealed = apps.get_model("register", "SealedRecord").objects.live().order_by()
    given = READ_SEALED.rows(sealed, actor).values("person")
    return Q(pk__in=given, disposed_at__isnull=True)


def _own_records_of(actor: Actor) -> QuerySet[Any]:
    own: QuerySet[Any] = apps.get_model("register", "OwnRecordBar").objects.live().filter(_of_reader(actor))
    return own.order_by()


def owner_barred(owner: str, path: str) -> Q:
    """Rows whose owner, found along the one path, is barred from whoever is found along the other. Work on a sealed
    record stays where it is, out of sight: nobody else of the force could have it either."""
    named = apps.get_model("register", "PersonGrant").objects.running(at=timezone.now())
    named = named.filter(permission__codename="never_open_person", user=OuterRef(owner))
    own = apps.get_model("register", "OwnRecordBar").objects.live().filter(user=OuterRef(owner))
    return _of_group(named, "content_object", path) | _of_group(own, "person", path)


def _of_group(bars: QuerySet[Any], person: str, path: str) -> Q:
    """Whether one of these bars is of the human being whose record is found along the path of the outer row."""
    group = Coalesce(f"{person}__lead", person)
    return Q(Exists(bars.annotate(group=group).filter(group=Coalesce(OuterRef(f"{path}__lead"), OuterRef(path)))))


READ_SEALED = Policy(
    "sealed.read",
    "Read sealed records that another force gave to one’s own",
    {Breadth.FORCE: within_force("reading_force")},
)
_not_barred = not_barred_from("pk")


def _entries_not_barred(actor: Actor) -> Q:
    """Whoever may not open a record may not read who opened it either: they would learn that it is there. Whoever looks
    into misuse reads who tried a sealed one."""
    people = apps.get_model("register", "Person").objects.values_list("reference", flat=True)
    groups = groups_barred(actor) if _reads_of_standards(actor) else groups_closed(actor)
    barred = list(people.filter(pk__in=groups).union(people.filter(lead__in=groups))) if actor.user_id else []
    named = Q(subject_ref__in=barred) | Q(object_ref__in=barred) | Q(references__overlap=barred)
    return ~named if barred else everywhere(actor)


log_limits.append(_entries_not_barred)


PERSON_REACH: Reach = {
    Breadth.NATIONAL: _people_of_the_nation,
    Breadth.FORCE: _people_of_own_force,
    Breadth.OWN: _restricted_people_of_own_force,
}

SEE_PERSON = Policy(
    "person.see", "Know that a person is in the register and open the record", PERSON_REACH,
    limits=_not_barred, widens=_by_exception,
)  # fmt: skip


def _restricted_perpetrators(actor: Actor) -> Q:
    return Q(subject_category__in=PERPETRATORS, is_restricted=True)


OPEN_SAFETY_CARD = Policy(
    "card.open_safety",
    "Open the safety card of a restricted record that was named exactly, while a call is live",
    {Breadth.NATIONAL: _restricted_perpetrators},
    limits=_not_barred,
)
LOOK_UP = Policy("person.look_up", "Look people up")


def _of_own_system(path: str) -> Callable[[Actor], Q]:
    """A force's system looks after its own webhooks alone: it would be told at another's what its scopes keep from it.
    People look after those of all systems of their force."""
    return lambda actor: Q(**{path: actor.system}) if actor.system else everywhere(actor)


SEE_WEBHOOKS = Policy(
    "webhook.see", "See where the force's systems are told of what changes", force_reach("client__force"),
    limits=_of_own_system("client__reference"),
)  # fmt: skip
GIVE_WEBHOOK = Policy(
    "webhook.give", "Tell a force's system at an address of what changes", force_reach("force"),
    limits=_of_own_system("reference"),
)  # fmt: skip
KEEP_WEBHOOK = Policy(
    "webhook.keep", "Change the secret of a webhook, and end it", force_reach("client__force"), seen_by=SEE_WEBHOOKS,
    limits=SEE_WEBHOOKS.limits,
)  # fmt: skip
FOLLOW_CHANGES = Policy("change.follow", "Follow what changes of all that one may see")
REGISTER_PERSON = Policy("person.register", "Enter a person in the register", force_reach("pk"))
EDIT_PERSON = Policy(
    "person.edit",
    "Add and correct facts about a person",
    PERSON_REACH,
    seen_by=SEE_PERSON,
    limits=_not_barred,
)
RECORD_SIGHTING = Policy(
    "person.record_sighting", "Record a sighting or a number during a call", PERSON_REACH, seen_by=SEE_PERSON,
    limits=_not_barred,
)  # fmt: skip
RESTRICT_PERSON = Policy(
    "person.restrict", "Restrict a record, or grant and bar access to it", PERSON_REACH, seen_by=SEE_PERSON,
    limits=_not_barred,
)  # fmt: skip


def _absences_of_visible_people(actor: Actor) -> Q:
    visible = SEE_PERSON.rows(apps.get_model("register", "Person").objects.all(), actor)
    return Exists(visible.filter(pk=OuterRef("person")))  # type: ignore[return-value]


RECORD_CONVICTION = Policy(
    "conviction.record", "Record a conviction, a caution or a listing under MAPPA", PERSON_REACH, seen_by=SEE_PERSON,
    limits=_not_barred,
)  # fmt: skip
CHANGE_CONVICTION = Policy(
    "conviction.change", "Record what became of a conviction on appeal, and the end of a listing under MAPPA",
    force_reach("force"), limits=not_barred_from("person"),
)  # fmt: skip
REGISTRATION_REACH: Reach = force_reach("managing_force")
PROPOSE_REGISTRATION = Policy(
    "registration.propose", "Propose that a person be registered", PERSON_REACH, seen_by=SEE_PERSON, limits=_not_barred
)
DECIDE_REGISTRATION = Policy(
    "registration.decide", "Decide on a registration, review it and end it", REGISTRATION_REACH,
    limits=not_barred_from("person"),
)  # fmt: skip
APPROVE_DESIGNATION = Policy(
    "registration.approve_designation", "Approve a police designation as the second person", REGISTRATION_REACH,
    limits=not_barred_from("person"),
)  # fmt: skip
END_REQUIREMENT = Policy(
    "registration.end_requirement", "End a notification requirement", force_reach("registration__managing_force"),
    limits=not_barred_from("registration__person"),
)  # fmt: skip
RECORD_ABSENCE = Policy(
    "absence.record", "Record custody, hospital detention or an absence abroad", PERSON_REACH, seen_by=SEE_PERSON,
    limits=_not_barred,
)  # fmt: skip
RECORD_ABSENCE_END = Policy(
    "absence.end", "Record a release or a return",
    {Breadth.NATIONAL: _absences_of_visible_people},
)  # fmt: skip
COMPUTE_DUTIES = Policy("duty.compute", "Compute and store duties", {Breadth.NATIONAL: everywhere})
NOTE_OVERDUE = Policy("duty.note_overdue", "Tell a force of an overdue duty", {Breadth.NATIONAL: everywhere})
SEE_DUTIES = Policy(
    "duty.see", "See what is due under the registrations of the force, as a list or a calendar", force_reach("pk")
)
RECORD_ORDER = Policy(
    "order.record",
    "Record a protective order and its service",
    PERSON_REACH,
    seen_by=SEE_PERSON,
    limits=_not_barred,
)


def _order_about_somebody_seen(actor: Actor) -> Q:
    """An order is out of reach with the person it binds."""
    return Q(person__in=SEE_PERSON.rows(apps.get_model("register", "Person")._default_manager.all(), actor))


def _order_answered_for(actor: Actor) -> Q:
    """Orders that the actor's force recorded, or that bind somebody whom it holds or whose registration it manages."""
    if not actor.force_id:
        return Q(pk__in=[])
    managed = apps.get_model("register", "Registration").objects.live().filter(managing_force=actor.force_id)
    return Q(force=actor.force_id) | Q(person__owner_force=actor.force_id) | Q(person__in=managed.values("person"))


SEE_ORDER = Policy(
    "order.see", "Read a protective order with its history", {Breadth.NATIONAL: everywhere},
    limits=_order_about_somebody_seen,
)  # fmt: skip
WORK_ORDER = Policy(
    "order.work",
    "Record what a court did with an order, its service, conditions, breaches and reports",
    {Breadth.NATIONAL: everywhere},
    seen_by=SEE_ORDER,
    limits=_order_about_somebody_seen,
)
DECIDE_ORDER = Policy(
    "order.decide",
    "Record that an order of the force was varied or discharged, or not applied for",
    {Breadth.NATIONAL: everywhere, Breadth.FORCE: _order_answered_for},
    seen_by=SEE_ORDER,
    limits=_order_about_somebody_seen,
)
SWEEP_ORDERS = Policy("order.sweep", "Expire orders and remind of their end", {Breadth.NATIONAL: everywhere})

# Notification: a person may attend at any station of any force; what follows from a failure is the managing force's.


def _of_registrations_seen(path: str) -> Callable[[Actor], Q]:
    """Rows whose registration, found along `path` ("" for a registration itself), is of somebody this reader sees."""

    def rows(actor: Actor) -> Q:
        visible = SEE_PERSON.rows(apps.get_model("register", "Person").objects.all(), actor)
        return Exists(visible.filter(pk=OuterRef(f"{path}person")))  # type: ignore[return-value]

    return rows


SEE_NOTIFICATIONS = Policy(
    "notification.see", "Read the notification duties, changes and notifications of a person",
    {Breadth.NATIONAL: _of_registrations_seen("")},
)  # fmt: skip
TAKE_NOTIFICATION = Policy(
    "notification.take", "Take a notification, at any station", {Breadth.NATIONAL: _of_registrations_seen("")},
    seen_by=SEE_NOTIFICATIONS,
)  # fmt: skip
RECORD_CHANGE = Policy(
    "change.record", "Record or announce a change that must be notified, and stays away from home",
    {Breadth.NATIONAL: _of_registrations_seen("")}, seen_by=SEE_NOTIFICATIONS,
)  # fmt: skip
READ_NOTIFICATION = Policy(
    "notification.read", "Read one notification, change or failure to notify",
    {Breadth.NATIONAL: _of_registrations_seen("registration__")},
)  # fmt: skip
SETTLE_CHANGE = Policy(
    "change.settle", "Say whether an announced change came about",
    {Breadth.NATIONAL: _of_registrations_seen("registration__")}, seen_by=READ_NOTIFICATION,
)  # fmt: skip
SUSPECT_BREACH = Policy(
    "breach.suspect", "Open a suspected failure to notify", {Breadth.NATIONAL: _of_registrations_seen("")},
    seen_by=SEE_NOTIFICATIONS,
)  # fmt: skip
WORK_BREACH = Policy(
    "breach.work", "Record the excuse of a failure, refer it, and record what came of it",
    force_reach("registration__managing_force"), seen_by=READ_NOTIFICATION,
    limits=_of_registrations_seen("registration__"),
)  # fmt: skip
DECIDE_BREACH = Policy(
    "breach.decide", "Accept an excuse of a failure to notify, or find that there was none",
    force_reach("registration__managing_force"), seen_by=READ_NOTIFICATION,
    limits=_of_registrations_seen("registration__"),
)  # fmt: skip
PRINT_ACKNOWLEDGEMENT = Policy(
    "notification.acknowledge", "Print the written acknowledgement of a notification",
    {Breadth.NATIONAL: _of_registrations_seen("registration__")}, seen_by=READ_NOTIFICATION,
)  # fmt: skip


def _both_records_visible(path: str = "") -> Callable[[Actor], Q]:
    """Rows whose match, found along `path`, is of two records that this reader may see: otherwise it is not there for
    them, and nothing that says so."""

    def rows(actor: Actor) -> Q:
        visible = SEE_PERSON.rows(apps.get_model("register", "Person").objects.all(), actor)
        return Q(
            Exists(visible.filter(pk=OuterRef(f"{path}one"))),
            Exists(visible.filter(pk=OuterRef(f"{path}other"))),
        )

    return rows


def _told_of_nobody_hidden(actor: Actor) -> Q:
    """An alert about two records names both of them. A restricted person who moved goes by their reference."""
    about_one = Q(match__isnull=True) & not_barred_from("person")(actor)
    return about_one | Q(match__isnull=False) & _both_records_visible("match__")(actor)


def _sent_by_the_force(actor: Actor) -> Q:
    """What the force told others. That somebody of it opened a closed record is read by the force that holds the
    record: to their colleagues it would say that there is one."""
    return within_force("from_force")(actor) & ~Q(kind="break_glass")


SEE_ALERTS = Policy(
    "alert.see", "Read the alerts of a force",
    {
        Breadth.NATIONAL: everywhere,
        Breadth.FORCE: lambda actor: within_force("to_force")(actor) | _sent_by_the_force(actor),
    },
    limits=_told_of_nobody_hidden,
)  # fmt: skip


def _force_owns_either(actor: Actor) -> Q:
    return within_force("force_one")(actor) | within_force("force_other")(actor)


MATCH_REACH: Reach = {Breadth.NATIONAL: everywhere, Breadth.FORCE: _force_owns_either}
SEE_MATCHES = Policy(
    "match.see", "See which records may be the same person", MATCH_REACH, limits=_both_records_visible()
)
DECIDE_MATCH = Policy(
    "match.decide", "Say whether two records are the same person", MATCH_REACH, seen_by=SEE_MATCHES,
    limits=SEE_MATCHES.limits,
    for_people=True,
)  # fmt: skip
CONFIRM_MATCH = Policy(
    "match.confirm", "Confirm, as a second person, that two records are the same person", MATCH_REACH,
    seen_by=SEE_MATCHES, limits=SEE_MATCHES.limits,
    for_people=True,
)  # fmt: skip
UNDO_MATCH = Policy(
    "match.undo", "Take two joined records apart", MATCH_REACH, seen_by=SEE_MATCHES, limits=SEE_MATCHES.limits,
    for_people=True,
)  # fmt: skip
MAKE_MATCHES = Policy("match.make", "Compare records, and join those that are surely one person")
RAISE_ALERT = Policy("alert.raise", "Tell the forces to whom a person matters, by the routes of the rules")
DELIVER_ALERT = Policy("alert.deliver", "Deliver and escalate alerts", {Breadth.NATIONAL: everywhere})
ANSWER_ALERT = Policy(
    "alert.answer", "Accept or reject an alert sent to the force", force_reach("to_force"), seen_by=SEE_ALERTS,
    limits=SEE_ALERTS.limits,
)  # fmt: skip
SEE_UNROUTED = Policy(
    "unrouted.see", "Read what waits in the national queue because no force can be told", force_reach("from_force"),
    limits=not_barred_from("person"),
)  # fmt: skip
ROUTE_ALERT = Policy(
    "alert.route", "Send on what waits in the national queue, or close it", {Breadth.NATIONAL: everywhere},
    seen_by=SEE_UNROUTED, limits=SEE_UNROUTED.limits, for_people=True,
)  # fmt: skip
RAISE_TASK = Policy("task.raise", "Raise a task for a force", force_reach("pk"))
SEE_TASKS = Policy("task.see", "Read the force's tasks", force_reach("force"), limits=not_barred_from("person"))
DO_TASK = Policy(
    "task.do", "Complete or reassign a task", force_reach("force"), seen_by=SEE_TASKS, limits=SEE_TASKS.limits
)
IMPORT_FEED = Policy("feed.import", "Import a feed of the force's records system", force_reach("pk"))
SEND_RECORDS = Policy(
    "feed.send", "Send the records of the force's own system in batches, and compare what is held", force_reach("pk")
)
SEE_FEEDS = Policy("feed.see", "See the imports of a force and correct their quarantine", force_reach("force"))
CORRECT_QUARANTINE = Policy("feed.correct", "Correct a quarantined row of an import", force_reach("run__force"))


# How long records are kept. Why a record is here may be read by whoever may open it; its own force decides.
SEE_RETENTION = Policy(
    "retention.see", "Read why a record is still here", PERSON_REACH, seen_by=SEE_PERSON, limits=_not_barred
)


def _about_somebody_seen(path: str) -> Callable[[Actor], Q]:
    """Rows whose person, found along `path`, this reader may see: bars and restrictions hold for how somebody is
    managed too."""

    def rows(actor: Actor) -> Q:
        people = apps.get_model("register", "Person")._default_manager.all()
        return Q(**{f"{path}__in": SEE_PERSON.rows(people, actor)})

    return rows


SEE_CONFLICTS = Policy(
    "conflict.see", "See where the force's system and somebody else say different things of a person",
    force_reach("force"), limits=_about_somebody_seen("person"),
)  # fmt: skip
DECIDE_CONFLICT = Policy(
    "conflict.decide", "Decide which of two words about a person counts", force_reach("force"), seen_by=SEE_CONFLICTS,
    limits=SEE_CONFLICTS.limits, for_people=True,
)  # fmt: skip
SEE_MANAGEMENT = Policy(
    "management.see", "Read how a registered person is managed: manager, risk, visits, plan", REGISTRATION_REACH,
    limits=_about_somebody_seen("person"),
)  # fmt: skip
WORK_MANAGEMENT = Policy(
    "management.work", "Manage a registered person: name the manager, set the risk, record visits, write the plan",
    REGISTRATION_REACH, seen_by=SEE_MANAGEMENT, limits=SEE_MANAGEMENT.limits,
)  # fmt: skip
LEAD_MANAGEMENT = Policy(
    "management.lead", "Agree to a lower risk, approve a plan, take back a visit, offer a person to another force",
    REGISTRATION_REACH, seen_by=SEE_MANAGEMENT, limits=SEE_MANAGEMENT.limits,
)  # fmt: skip


def _force_on_either_side(actor: Actor) -> Q:
    return within_force("from_force")(actor) | within_force("to_force")(actor)


SEE_TRANSFERS = Policy(
    "transfer.see", "Read an offer to hand a registered person over, from or to the force",
    {Breadth.NATIONAL: everywhere, Breadth.FORCE: _force_on_either_side}, limits=_about_somebody_seen("person"),
)  # fmt: skip
ANSWER_TRANSFER = Policy(
    "transfer.answer", "Take a registered person over from another force, or refuse", force_reach("to_force"),
    seen_by=SEE_TRANSFERS, limits=SEE_TRANSFERS.limits,
)  # fmt: skip
CANCEL_TRANSFER = Policy(
    "transfer.cancel", "Take back an offer to hand a registered person over", force_reach("from_force"),
    seen_by=SEE_TRANSFERS, limits=SEE_TRANSFERS.limits,
)  # fmt: skip
SEE_PLAN_ACTIONS = Policy(
    "plan_action.see", "Read the actions of a risk management plan", force_reach("registration__managing_force"),
    limits=_about_somebody_seen("person"),
)  # fmt: skip
SEE_VISITS = Policy(
    "visit.see", "Read the visits to a registered person", force_reach("registration__managing_force"),
    limits=_about_somebody_seen("person"),
)  # fmt: skip
_OWN_PEOPLE: Reach = {Breadth.FORCE: _people_of_own_force, Breadth.OWN: _restricted_people_of_own_force}
REVIEW_RETENTION = Policy(
    "retention.review", "Review a record: keep it, or ask that it be disposed of", _OWN_PEOPLE, seen_by=SEE_PERSON,
    limits=_not_barred,
)  # fmt: skip
APPROVE_DISPOSAL = Policy(
    "retention.approve", "Approve, as a second person, that a record is disposed of", _OWN_PEOPLE, seen_by=SEE_PERSON,
    limits=_not_barred,
)  # fmt: skip
SEE_DISPOSALS = Policy("disposal.see", "Read the proofs that records were disposed of", force_reach("force"))
READMIT_REFERENCE = Policy(
    "disposal.readmit", "Let a force's reference in again whose record was disposed of", force_reach("force"),
    seen_by=SEE_DISPOSALS,
)  # fmt: skip
ERASE_LOG_DETAILS = Policy(
    "retention.erase_log", "Erase from the log who looked at a disposed record, and why", {Breadth.NATIONAL: everywhere}
)
PLACE_HOLD = Policy("hold.place", "Place a legal hold on a record", _OWN_PEOPLE, seen_by=SEE_PERSON, limits=_not_barred)
LIFT_HOLD = Policy(
    "hold.lift", "Lift, as a second person, a legal hold", _OWN_PEOPLE, seen_by=SEE_PERSON, limits=_not_barred
)


# Queues: who works a task, who gives it, who is told, and who sees how much is late.


def _about_nobody_hidden(actor: Actor) -> Q:
    """Lines of the inbox that are about nobody, or about people all of whom the reader sees: each names its own."""
    people = apps.get_model("register", "Person")._default_manager
    seen = SEE_PERSON.rows(people.all(), actor).filter(pk=OuterRef("pk"))
    named = people.filter(
        Func(
            F("pk"), OuterRef("people"), arg_joiner=" = ANY(", template="%(expressions)s)", output_field=BooleanField()
        )
    )
    return Q(people=[]) | ~Q(Exists(named.exclude(Exists(seen))))


def _own_notices(actor: Actor) -> Q:
    return Q(user=actor.user_id) if actor.user_id else Q(pk__in=[])


# What is kept from single readers of what is late and of what the checks find. Whoever knows what a row is about adds
# it (`register/watched/sources.py`, `register/integrity/checks.py`); before that nothing is shown.
watch_limits: list[Callable[[Actor], Q]] = []
finding_limits: list[Callable[[Actor], Q]] = []


def _within(limits: list[Callable[[Actor], Q]]) -> Callable[[Actor], Q]:
    def rows(actor: Actor) -> Q:
        allowed = everywhere(actor) if limits else Q(pk__in=[])
        for limit in limits:
            allowed &= limit(actor)
        return allowed

    return rows


SEE_INBOX = Policy(
    "inbox.see", "Read one's own inbox and acknowledge what is in it", {Breadth.OWN: _own_notices},
    limits=_about_nobody_hidden,
)  # fmt: skip
GIVE_TASK = Policy(
    "task.give", "Give tasks of the force to somebody, many at once", force_reach("force"), seen_by=SEE_TASKS,
    limits=SEE_TASKS.limits,
)  # fmt: skip
COUNTERSIGN = Policy(
    "task.countersign", "Answer as the second person", force_reach("force"), seen_by=SEE_TASKS, limits=SEE_TASKS.limits
)
WATCH_WORK = Policy("work.watch", "Remind of what is due and send what is late up the chain")
SEE_OVERDUE = Policy("overdue.see", "See how much work of a force is late, counted, with references", force_reach("pk"))
HAND_OVER_WORK = Policy(
    "work.hand_over", "Hand over the work of somebody who is away or has left, on restricted records too"
)
SEE_INTEGRITY = Policy(
    "integrity.see", "See what the nightly checks found in a force: counts and references", force_reach("force"),
    limits=_within(finding_limits),
)  # fmt: skip


# Professional standards: what people have declared of themselves, and who tried to reach what is closed to them.
OF_STANDARDS = "standards."
"""How the events of professional standards begin: nobody else reads them in the log of a force."""


LEADERS = frozenset({"supervisor", "superintendent"})
"""Who leads people of the force: what is found of somebody never comes before whoever leads them."""


def _oneself(actor: Actor) -> Q:
    return Q(pk=actor.user_id) if actor.user_id else Q(pk__in=[])


def _somebody_else(path: str) -> Callable[[Actor], Q]:
    """Rows that are not about the reader: nobody looks after what was found of themselves."""
    return lambda actor: ~Q(**{path: actor.user_id}) if actor.user_id else everywhere(actor)


def _somebody_else_and_nobody_near(actor: Actor) -> Q:
    """Nor by somebody whom the reader may lead, whatever else they are. Nor about a record that the reader is barred
    from, whoever touched it. That it is sealed hides it from none of those who must know that somebody tried it."""
    if LEADERS & set(actor.roles):
        return Q(pk__in=[])
    return _somebody_else("user")(actor) & apart_from("person", groups_barred(actor))


def _seen_otherwise(actor: Actor) -> Q:
    """Rows about a record that the actor may see without them."""
    return Q(person__in=SEE_PERSON.rows(apps.get_model("register", "Person")._default_manager.all(), actor))


def _told_of_bars(actor: Actor) -> Q:
    """Bars of which the actor may learn: of records that they see, by what anybody may find them by. Otherwise they
    would learn of a record, or of what is protected in it, by entering one particular after another."""
    return _somebody_else_and_nobody_near(actor) & ~Q(open_hits=[]) & _seen_otherwise(actor)


def touches_named(actor: Actor) -> Q:
    """Touches of which the actor may learn whose record it was: one that they see, and from which the user is not
    barred by protected details alone; a sealed one of which they know that it is sealed; or a planted one, which is of
    nobody."""
    bars = apps.get_model("register", "OwnRecordBar").objects.live().filter(user=OuterRef("user"), open_hits=[])
    by_protected = _of_group(bars, "person", "person")
    sealed = SEE_SEALED.rows(apps.get_model("register", "SealedRecord").objects.order_by(), actor)
    named = _seen_otherwise(actor) & ~(Q(kind="own") & by_protected)
    return named | Q(kind="canary") | Q(kind="sealed", person__in=sealed.values("person"))


def _told_of_touches(actor: Actor) -> Q:
    """Whoever entered something about a user is not told what came of it, where the record is not named to them: that
    somebody tried it would answer what they entered."""
    particulars = apps.get_model("register", "Particular").objects
    entered = particulars.filter(user=OuterRef("user"), source="standards", declared_by=actor.user_id or 0)
    return _somebody_else_and_nobody_near(actor) & (touches_named(actor) | ~Q(Exists(entered)))


_OF_USERS_OF_THE_FORCE: Reach = {Breadth.FORCE: within_force("user__force")}
DECLARE_PARTICULAR = Policy(
    "particular.declare", "Declare names, addresses, numbers, vehicles and relatives: one's own, or those of somebody",
    {**force_reach("force"), Breadth.OWN: _oneself},
)  # fmt: skip
SEE_PARTICULARS = Policy(
    "particular.see", "Read what was declared: one's own, or that of the people of the force",
    {
        **_OF_USERS_OF_THE_FORCE,
        # What others entered of somebody may hold what is kept from them.
        Breadth.OWN: lambda actor: Q(user=actor.user_id, source="self") if actor.user_id else Q(pk__in=[]),
    },
)  # fmt: skip
END_PARTICULAR = Policy(
    "particular.end", "End what was declared by mistake, of the people of the force", _OF_USERS_OF_THE_FORCE,
    seen_by=SEE_PARTICULARS, limits=_somebody_else("user"),
)  # fmt: skip
BAR_OWN_RECORD = Policy("own_record.bar", "Bar people from records that are their own", {Breadth.NATIONAL: everywhere})
SEE_OWN_RECORDS = Policy(
    "own_record.see", "See which people of the force are barred from which records, as from their own",
    _OF_USERS_OF_THE_FORCE, limits=_told_of_bars,
)  # fmt: skip
LIFT_BAR = Policy(
    "own_record.lift", "Lift a bar from somebody's own record that was a mistake", _OF_USERS_OF_THE_FORCE,
    seen_by=SEE_OWN_RECORDS, limits=_told_of_bars, for_people=True,
)  # fmt: skip
PLANT_CANARY = Policy(
    "canary.plant", "Plant a record of nobody, so that whoever touches it is found", force_reach("pk"), for_people=True
)
SEE_CANARIES = Policy("canary.see", "See which records were planted", force_reach("force"))
RETIRE_CANARY = Policy(
    "canary.retire", "Take a planted record out again", force_reach("force"), seen_by=SEE_CANARIES, for_people=True
)


def _of_force_or_planted(actor: Actor) -> Q:
    """What people of the force did, and whatever was done to a record that the force planted or sealed."""
    planted = apps.get_model("register", "CanaryRecord").objects.filter(force=actor.force_id).order_by()
    sealed = apps.get_model("register", "SealedRecord").objects.filter(force=actor.force_id).order_by()
    theirs = Q(kind="canary", person__in=planted.values("person")) | Q(
        kind="sealed", person__in=sealed.values("person")
    )
    return within_force("force")(actor) | (theirs if actor.force_id else Q(pk__in=[]))


SEAL_RECORD = Policy(
    "record.seal", "Seal the record of somebody who works for the police", _OWN_PEOPLE, seen_by=SEE_PERSON,
    limits=_not_barred, for_people=True,
)  # fmt: skip


def _sealed_or_given(actor: Actor) -> Q:
    return within_force("force")(actor) | within_force("reading_force")(actor)


SEE_SEALED = Policy(
    "sealed.see", "See which records the force sealed, or was given to read", {Breadth.FORCE: _sealed_or_given},
    limits=lambda actor: apart_from("person", groups_barred(actor)),
)  # fmt: skip
UNSEAL_RECORD = Policy(
    "record.unseal", "Open a record again that the force sealed", force_reach("force"), seen_by=SEE_SEALED,
    limits=SEE_SEALED.limits, for_people=True,
)  # fmt: skip
NOTE_TOUCH = Policy("touch.note", "Note that somebody tried what is closed to them", {Breadth.NATIONAL: everywhere})
SEE_TOUCHES = Policy(
    "touch.see", "See who of the force tried to reach a record that is closed to them",
    {Breadth.NATIONAL: everywhere, Breadth.FORCE: _of_force_or_planted},
    limits=_told_of_touches,
)  # fmt: skip
ANSWER_TOUCH = Policy(
    "touch.answer", "Say what came of it that somebody tried to reach a closed record", force_reach("force"),
    seen_by=SEE_TOUCHES, limits=_told_of_touches, for_people=True,
)  # fmt: skip


def _entries_not_of_standards(actor: Actor) -> Q:
    """What professional standards do and are told stands in the log for them and for oversight: whoever leads somebody
    would read there what is held of them."""
    return everywhere(actor) if _reads_of_standards(actor) else ~Q(code__startswith=OF_STANDARDS)


def _reads_of_standards(actor: Actor) -> bool:
    return actor.may(SEE_TOUCHES.permission) or _reads_all(actor)


def _reads_all(actor: Actor) -> bool:
    return Breadth.NATIONAL in actor.breadths(READ_LOG.permission)


log_limits.append(_entries_not_of_standards)
TABLES_OF_STANDARDS = frozenset({
    "register.particular", "register.ownrecordbar", "register.touch", "register.logreading", "register.canaryrecord",
    "register.sealedrecord", "register.misusealert",
})  # fmt: skip
"""The tables of which professional standards alone know: neither the log nor the change feed tells others of their
rows."""


def _tables_of_standards(actor: Actor) -> frozenset[str]:
    """Of whose rows nobody else is told that one was written in the transaction of an entry that they may read. That a
    bar was written with what somebody entered is told to oversight alone."""
    if _reads_all(actor):
        return frozenset()
    if _reads_of_standards(actor):
        return frozenset({"register_ownrecordbar"})
    return frozenset(apps.get_model(label)._meta.db_table for label in TABLES_OF_STANDARDS)


hidden_tables.append(_tables_of_standards)


def watched_for(actor: Actor) -> Q:
    """What is watched in the forces whose late work the actor sees, but what is kept from them."""
    forces = SEE_OVERDUE.rows(apps.get_model("accounts", "Force").objects.all(), actor)
    return Q(force__in=forces) & _within(watch_limits)(actor)


# Break-glass: who may open a closed record in an emergency, and who looks at it afterwards.


def behind_glass(actor: Actor) -> Q:
    """Records that breaking the glass can open: it lifts reach and restriction, and nothing else. Whatever limits
    SEE_PERSON (bars, one's own record, sealed compartments) holds in an emergency too, and there is no sign of it."""
    allowed = Q(disposed_at__isnull=True)
    return allowed & SEE_PERSON.limits(actor) if SEE_PERSON.limits is not None else allowed


BREAK_GLASS = Policy(
    "glass.break", "Open a closed record to oneself for an hour, in an emergency", {Breadth.FORCE: within_force("pk")},
    for_people=True,
)  # fmt: skip
ANSWER_FOR_GLASS = Policy(
    "glass.answer_for", "Be told at once, as professional standards, of what the force’s people open by breaking glass",
    {Breadth.FORCE: within_force("force")},
)  # fmt: skip


def _ones_own_glass(actor: Actor) -> Q:
    return Q(user=actor.user_id) if actor.user_id else Q(pk__in=[])


def _glass_of_others(actor: Actor) -> Q:
    """Records of one's force that somebody of another force opened. Who leads whom is not known here: whoever is of
    the same force may lead them, and does not judge."""
    return within_force("owner_force")(actor) & ~Q(force=actor.force_id)


def _answered_for(actor: Actor) -> Q:
    """What professional standards answer for: what their force's people opened, and records of their force."""
    if not actor.may(ANSWER_FOR_GLASS.permission) or LEADERS & set(actor.roles):
        return Q(pk__in=[])
    return within_force("force")(actor) | within_force("owner_force")(actor)


def _not_ones_own_glass(actor: Actor) -> Q:
    return not_barred_from("person")(actor) & ~Q(user=actor.user_id)


SEE_GLASS = Policy(
    "glass.see", "Read who opened a closed record in an emergency, and why",
    {Breadth.OWN: _ones_own_glass, Breadth.FORCE: _glass_of_others},
    limits=not_barred_from("person"), widens=_answered_for,
)  # fmt: skip
REVIEW_GLASS = Policy(
    "glass.review", "Review, as somebody who leads nobody in it, whether a closed record was opened with reason",
    {Breadth.FORCE: _glass_of_others}, seen_by=SEE_GLASS, limits=_not_ones_own_glass, widens=_answered_for,
    for_people=True,
)  # fmt: skip


# The monthly sample of reasons: somebody who does not lead the reader looks at why they read.


def _readings_asked_about(actor: Actor) -> Q:
    return Q(user=actor.user_id, asked_at__isnull=False) if actor.user_id else Q(pk__in=[])


def _as_officer(actor: Actor) -> QuerySet[Any]:
    """The actor as a force's system names them, in capitals."""
    users = apps.get_model("accounts", "User").objects.filter(pk=actor.user_id).exclude(collar_number="")
    said = Upper(Concat("force__code", Value(" "), "collar_number"))
    found: QuerySet[Any] = users.annotate(said=said).values("said")
    return found


def reader_not_led(actor: Actor) -> Q:
    """Readings by somebody else whom the actor does not lead. Teams are not known here: whoever has given
    somebody work, or has answered for them as the second person, leads them."""
    changes = apps.get_model("register", "TaskStatusChange")._default_manager
    given = changes.filter(step="given", changed_by=actor.user_id, owner=OuterRef("user"))
    answers = apps.get_model("register", "Countersignature")._default_manager
    answered = answers.filter(answered_by=actor.user_id, asked_by=OuterRef("user"))
    if not actor.user_id:
        return everywhere(actor)
    return ~(
        Q(user=actor.user_id) | Q(officer__in=_as_officer(actor)) | Q(Exists(given)) | Q(Exists(answered))
    )  # fmt: skip


def _readings_of_others(actor: Actor) -> Q:
    return within_force("force")(actor) & reader_not_led(actor)


SEE_REASONS = Policy(
    "reason_sample.see", "Read what was drawn for the sample of reasons: who read what, when and why",
    {Breadth.OWN: _readings_asked_about, Breadth.FORCE: _readings_of_others}, limits=not_barred_from("person"),
)  # fmt: skip
DECIDE_REASON = Policy(
    "reason_sample.decide", "Say whether the reason for a reading satisfies, or ask whoever read it",
    {Breadth.FORCE: _readings_of_others}, seen_by=SEE_REASONS, limits=not_barred_from("person"), for_people=True,
)  # fmt: skip
EXPLAIN_READING = Policy(
    "reason_sample.explain", "Say why one read something, when a reviewer asks", {Breadth.OWN: _readings_asked_about},
    seen_by=SEE_REASONS, limits=not_barred_from("person"), for_people=True,
)  # fmt: skip
DRAW_REASONS = Policy("reason_sample.draw", "Draw the sample of reasons of a month", force_reach("pk"))


# Who may open one record, and who must not: named people, for a time.


def _of_records_of_the_force(actor: Actor) -> Q:
    return within_force("content_object__owner_force")(actor)


def _of_somebody_else(actor: Actor) -> Q:
    """Nobody reads here that they are barred, nor lifts it."""
    return ~Q(user=actor.user_id) & not_barred_from("content_object")(actor)


SEE_EXCEPTIONS = Policy(
    "exception.see", "See who may open a record of the force by an exception, and who must not",
    {Breadth.FORCE: _of_records_of_the_force}, limits=_of_somebody_else,
)  # fmt: skip
END_EXCEPTION = Policy(
    "exception.end", "End an exception to a record of the force, or keep it when it is looked at again",
    {Breadth.FORCE: _of_records_of_the_force}, seen_by=SEE_EXCEPTIONS, limits=_of_somebody_else, for_people=True,
)  # fmt: skip


# Misuse from inside: professional standards of the user's force are told, then oversight; whoever leads the user never
# is, and nobody of what was found of themselves.
def told_of_misuse(actor: Actor) -> Q:
    """The alerts of which the actor may learn at all."""
    if not actor.may("misuse.see") or LEADERS & set(actor.roles):
        return Q(pk__in=[])
    return ~_misuse_of(actor) & ~Q(about__in=_references_barred(actor))


def _misuse_of(actor: Actor) -> Q:
    """Alerts about the actor, as a user or as the officer for whom a system asked."""
    return Q(user=actor.user_id) | Q(officer__in=_as_officer(actor))


def _references_barred(actor: Actor) -> QuerySet[Any]:
    """The references of the records that this very user is barred from, and of those joined with them."""
    people, groups = apps.get_model("register", "Person").objects, groups_barred(actor)
    return people.filter(Q(pk__in=groups) | Q(lead__in=groups)).values("reference")


def _entries_of_misuse(actor: Actor) -> Q:
    """Entries of the log about such alerts are read by whoever may learn of the alert: to others they would say that
    somebody is being looked into."""
    ours = Q(code__startswith="misuse.")
    if not actor.may("misuse.see") or LEADERS & set(actor.roles):
        return ~ours
    alerts = apps.get_model("register", "MisuseAlert").objects
    return ~(ours & Q(object_ref__in=alerts.filter(_misuse_of(actor)).values("reference")))


log_limits.append(_entries_of_misuse)

SEE_MISUSE = Policy(
    "misuse.see", "Read what rules found in the log that may be misuse by somebody of the force", force_reach("force"),
    limits=told_of_misuse, for_people=True,
)  # fmt: skip
ANSWER_MISUSE = Policy(
    "misuse.answer", "Say what came of an alert of possible misuse", force_reach("force"), seen_by=SEE_MISUSE,
    limits=told_of_misuse, for_people=True,
)  # fmt: skip
BACK_TEST_MISUSE = Policy(
    "misuse.back_test", "Work out how many alerts of misuse another threshold would have raised in a force",
    force_reach("pk"), for_people=True,
)  # fmt: skip
RAISE_MISUSE = Policy("misuse.raise", "Find possible misuse in the log and tell professional standards")
