"""Who may do what in casework, and how far it reaches."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.actor import Actor, Breadth
from accounts.policy import Policy, Reach, everywhere, force_reach, within_force
from accounts.ranks import not_above
from register.policies import (
    PERPETRATORS,
    PERSON_REACH,
    SEE_PERSON,
    apart_from,
    groups_barred,
    groups_closed,
    not_barred_from,
)

not_barred = not_barred_from("pk")
"""People whom this very user is barred from no record of."""
CASE_REACH: Reach = {Breadth.NATIONAL: everywhere, Breadth.FORCE: within_force("force")}


def _about_somebody_seen(actor: Actor) -> Q:
    """Out of reach with the person it is about: bars and restrictions hold here too."""
    people = apps.get_model("register", "Person")._default_manager.all()
    return Q(person__in=SEE_PERSON.rows(people, actor))


def _in_pairs_with(role: str, groups: QuerySet[Any], other: str) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """The groups of whoever stands on the other side of a pair in which these groups have the one role: of a record
    that leads its group, and of one that is joined with it. Each is found by an index of its own."""
    pairs = apps.get_model("cases", "Pair").objects.values_list(Coalesce(f"{other}__lead", other))
    return pairs.filter(**{f"{role}__in": groups}), pairs.filter(**{f"{role}__lead__in": groups})


def _nobody_harmed_barred(actor: Actor) -> Q:
    """What is about a person of whose victims the actor is barred from none: whoever must not open a victim's record
    must not read about her children, what protects her, or what happened to her."""
    return _apart_from_those_who_harmed(groups_closed(actor))


def _apart_from_those_who_harmed(groups: QuerySet[Any]) -> Q:
    led, joined = _in_pairs_with("victim", groups, "person")
    return apart_from("person", led) & apart_from("person", joined)


def _in_a_matter_that_is_open(actor: Actor) -> Q:
    """Casework about somebody whom the actor may see, and of whose victims they are barred from none."""
    return _about_somebody_seen(actor) & _nobody_harmed_barred(actor)


def _nobody_around_barred(actor: Actor) -> Q:
    """Telephones of people of whom the actor is barred neither from a record of theirs nor from one of anybody they are
    paired with: whoever abuses somebody must not learn what protects them. That a record is sealed takes nothing away
    from whoever was harmed: their telephone is answered like any other. The officer's own number says nothing."""
    barred = groups_barred(actor)
    is_told = not_barred_from("person")(actor) | ~Q(person__subject_category__in=PERPETRATORS)
    led, joined = _in_pairs_with("person", barred, "victim")
    harmed_by = apart_from("person", led) & apart_from("person", joined)
    return apart_from("person", barred) & is_told & _apart_from_those_who_harmed(barred) & harmed_by


def _in_a_case_that_is_read(actor: Actor) -> Q:
    """What belongs to a case is out of reach with it, and with whoever it is about."""
    cases = apps.get_model("cases", "Case")._default_manager.all()
    return Q(case__in=SEE_CASE.rows(cases, actor)) & not_barred_from("person")(actor)


OPEN_CARD = Policy(
    "card.open", "Open the control-room card of a person", PERSON_REACH, seen_by=SEE_PERSON,
    limits=SEE_PERSON.limits, widens=SEE_PERSON.widens,
)  # fmt: skip
SEE_CASE = Policy(
    "case.see", "Read a case: victims, safeguards, assessments", CASE_REACH, limits=_in_a_matter_that_is_open
)
OPEN_CASE = Policy(
    "case.open", "Open a case for a registered person", PERSON_REACH, seen_by=SEE_PERSON, limits=SEE_PERSON.limits
)
WORK_CASE = Policy(
    "case.work", "Work on a case: victims, safeguards, children, assessments; close it", CASE_REACH, seen_by=SEE_CASE,
    limits=_in_a_matter_that_is_open,
)  # fmt: skip
SEE_COUNTER_ALLEGATIONS = Policy(
    "counter_allegation.see", "Read which counter-allegations the force recorded", CASE_REACH,
    limits=_in_a_case_that_is_read,
)  # fmt: skip
SEE_SCHOOL_NOTICES = Policy(
    "school_notice.see", "Read the notices to the schools of children in the force's cases", CASE_REACH,
    limits=_in_a_case_that_is_read,
)  # fmt: skip
WORK_SCHOOL_NOTICES = Policy(
    "school_notice.work", "Tell a child's school, or decide that it need not be told", CASE_REACH,
    seen_by=SEE_SCHOOL_NOTICES, limits=_in_a_case_that_is_read,
)  # fmt: skip
SEE_SERVICES = Policy("service.see", "Search the directory of support services", {Breadth.NATIONAL: everywhere})
SEE_SAFE_CONTACT = Policy("safe_contact.see", "Read a victim's safe-contact rule and code word", force_reach("force"))
SEE_PROTECTED = Policy(
    "protected_detail.see",
    "Read a confidential address or number of a victim in the force's own cases",
    force_reach("force"),
)


def _not_of_own_typing(actor: Actor) -> Q:
    """Nobody reads an alert that an address of their own recording raised: by recording address after address they
    would find what is protected. Of somebody in refuge nobody reads one that any act of theirs brought about, such as
    an order that names her. Nor does anybody who is barred from either side."""
    if not actor.readers:
        return everywhere(actor)
    rules = apps.get_model("cases", "SafeContactRule").objects.closing()
    is_in_refuge = Q(place__protection="refuge") | Q(Exists(rules.filter(person=OuterRef("victim"))))
    brought_about = Q(typed_by__in=actor.readers) | Q(caused_by__in=actor.readers) & is_in_refuge
    return ~brought_about & not_barred_from("person")(actor) & not_barred_from("victim")(actor)


SEE_NEAR_ALERTS = Policy(
    "near_alert.see", "Read the alerts of the move check to the force", force_reach("force"), limits=_not_of_own_typing
)
ANSWER_NEAR_ALERT = Policy(
    "near_alert.answer", "Say what was done about an alert of the move check", force_reach("force"),
    seen_by=SEE_NEAR_ALERTS, limits=_not_of_own_typing,
)  # fmt: skip
RAISE_NEAR_ALERT = Policy("near_alert.raise", "Compare addresses with protected places, and tell who protects them")
ANSWER_SILENT_CALL = Policy(
    "silent_call.answer",
    "Be told what to do when a number with a marker calls, whoever holds it",
    {Breadth.NATIONAL: everywhere},
    limits=_nobody_around_barred,
)


def _of_ones_force(actor: Actor) -> Q:
    """People whose record is the force's own, or whom it manages."""
    registrations = apps.get_model("register", "Registration")._default_manager
    managed = registrations.filter(person=OuterRef("pk"), managing_force=actor.force_id)
    return Q(owner_force=actor.force_id) | Q(Exists(managed)) if actor.force_id else Q(pk__in=[])


def _seen(actor: Actor) -> Q:
    return Q(pk__in=SEE_PERSON.rows(apps.get_model("register", "Person")._default_manager.all(), actor))


PRINT_ENTRY = Policy(
    "entry.print", "Print the register entry of a person for the file or a court",
    {Breadth.FORCE: _of_ones_force}, seen_by=SEE_PERSON, limits=_seen,
)  # fmt: skip


def _nobody_barred_of_a_disclosure(actor: Actor) -> Q:
    return not_barred_from("person")(actor) & not_barred_from("at_risk")(actor)


SEE_DISCLOSURES = Policy(
    "disclosure.see", "Read the requests under the disclosure scheme (Clare's Law) to the force", force_reach("force"),
    limits=_nobody_barred_of_a_disclosure,
)  # fmt: skip
START_DISCLOSURE = Policy(
    "disclosure.start", "Record a request under the disclosure scheme",
    {Breadth.NATIONAL: everywhere, Breadth.FORCE: within_force("pk")},
)  # fmt: skip
WORK_DISCLOSURE = Policy(
    "disclosure.work", "Work on a request under the disclosure scheme: checks, decision, telling", force_reach("force"),
    seen_by=SEE_DISCLOSURES, limits=_nobody_barred_of_a_disclosure,
)  # fmt: skip
SECOND_READ_DISCLOSURE = Policy(
    "disclosure.second_read", "Read a decision about a disclosure as a second person", force_reach("force"),
    seen_by=SEE_DISCLOSURES, limits=_nobody_barred_of_a_disclosure,
    for_people=True,
)  # fmt: skip


# Incidents and observations


def _nobody_in_it_hidden(actor: Actor) -> Q:
    """An incident is out of reach with anybody in it whom the actor may not know of."""
    seen = SEE_PERSON.rows(apps.get_model("register", "Person")._default_manager.all(), actor)
    parties = apps.get_model("cases", "IncidentParty").objects.filter(incident=OuterRef("pk"), person__isnull=False)
    hidden = Exists(parties.exclude(_is_among(seen, "person")))
    is_seen = Q(person__isnull=True) | _is_among(seen, "person")
    return is_seen & ~hidden & _nobody_harmed_barred(actor)  # type: ignore[return-value]


def _is_among(people: QuerySet[Any], path: str) -> Q:
    """Rows whose person is one of these, each looked for by their key: beside an "or", or where it is denied, `in`
    would read all the people there are first."""
    return Q(Exists(people.filter(pk=OuterRef(path))))


def nobody_in_it_barred(actor: Actor) -> Q:
    """Incidents in which there is nobody the actor is barred from: they are not to learn that it is there."""
    parties = apps.get_model("cases", "IncidentParty").objects.filter(incident=OuterRef("pk"), person__isnull=False)
    free = not_barred_from("person")(actor)
    return free & ~Exists(parties.exclude(free))  # type: ignore[return-value]


RECORD_INCIDENT = Policy(
    "incident.record", "Take down an incident, or record an observation, for the own force", force_reach("pk")
)
SEE_INCIDENT = Policy("incident.see", "Read the force's incidents", force_reach("force"), limits=_nobody_in_it_hidden)
WORK_INCIDENT = Policy(
    "incident.work", "Correct an incident, say who was in it, put it into a case, record what came of it",
    force_reach("force"), seen_by=SEE_INCIDENT, limits=_nobody_in_it_hidden,
)  # fmt: skip
CONFIRM_INCIDENT = Policy(
    "incident.confirm", "Confirm an incident, or find that it was not so", force_reach("force"),
    seen_by=SEE_INCIDENT, limits=_nobody_in_it_hidden,
)  # fmt: skip
SEE_OBSERVATION = Policy(
    "observation.see",
    "Read the force's observations of a person",
    force_reach("force"),
    limits=_in_a_matter_that_is_open,
)
GRADE_OBSERVATION = Policy(
    "observation.grade", "Grade an observation", force_reach("force"), seen_by=SEE_OBSERVATION,
    limits=_in_a_matter_that_is_open,
)  # fmt: skip


# Victims' Code


def _of_people_seen(actor: Actor) -> Q:
    """What is to be told is out of reach with the victim and with whom the case is about."""
    seen = SEE_PERSON.rows(apps.get_model("register", "Person")._default_manager.all(), actor)
    return Q(person__in=seen) & Q(case__person__in=seen)


SEE_VICTIM_UPDATES = Policy(
    "victim_update.see", "Read which victims of the force's cases must be told of what", force_reach("force"),
    limits=_of_people_seen,
)  # fmt: skip
TELL_VICTIM = Policy(
    "victim_update.tell", "Tell a victim what happened, and record it", force_reach("force"),
    seen_by=SEE_VICTIM_UPDATES, limits=_of_people_seen,
)  # fmt: skip

PRINT_CASE = Policy(
    "case.print", "Print the briefing of a case for whoever is sent", {Breadth.FORCE: within_force("force")},
    seen_by=SEE_CASE, limits=_in_a_matter_that_is_open,
)  # fmt: skip
# Risk

RAISE_RISK = Policy(
    "risk.raise", "Raise the level of risk at once, whatever force's case it is", PERSON_REACH, seen_by=SEE_PERSON,
    limits=SEE_PERSON.limits, widens=SEE_PERSON.widens,
)  # fmt: skip


def _as_second_person(actor: Actor) -> Q:
    """Requests of somebody else, of no higher rank, about a person whom the actor may know of."""
    return ~Q(asked_by__in=actor.readers) & not_above(actor, "asked_rank") & _in_a_matter_that_is_open(actor)


ANSWER_LOWERING = Policy(
    "lowering.answer", "Agree, as a second person of at least the same rank, to a lower level of risk, or refuse it",
    force_reach("force"), seen_by=SEE_CASE, limits=_as_second_person,
    for_people=True,
)  # fmt: skip
SEE_PRIORITY = Policy(
    "priority.see", "See whom of the force to look at first, and why", {Breadth.FORCE: within_force("force")},
    limits=_about_somebody_seen,
)  # fmt: skip
KEEP_RISK = Policy("risk.keep", "Let lowered levels fall back, and tell of assessments that are due")


# Documents

READ_ATTACHMENT = Policy(
    "attachment.read", "Open the documents of the force's cases, where nobody's protected details are withheld",
    force_reach("force"), limits=_in_a_case_that_is_read,
)  # fmt: skip
WITHDRAW_ATTACHMENT = Policy(
    "attachment.withdraw", "Withdraw a document of a case", force_reach("force"), seen_by=READ_ATTACHMENT,
    limits=_in_a_case_that_is_read,
)  # fmt: skip
KEEP_ATTACHMENTS = Policy("attachment.keep", "Scan documents, and note one whose file is not what was received")


def reaches_force(policy: Policy, actor: Actor, force_id: int) -> bool:
    """What `policy` says of any row of that force, without asking the database: for policies whose reach is a force."""
    breadths = actor.breadths(policy.permission)
    return Breadth.NATIONAL in breadths or (Breadth.FORCE in breadths and actor.force_id == force_id)


# Meetings of several agencies


def _both_sides_seen(actor: Actor) -> Q:
    """A referral is out of reach with whom it is about and with whom it is heard for, and with its whole matter."""
    seen = SEE_PERSON.rows(apps.get_model("register", "Person")._default_manager.all(), actor)
    return _in_a_matter_that_is_open(actor) & (Q(victim__isnull=True) | _is_among(seen, "victim"))


SEE_MEETINGS = Policy("meeting.see", "Read the force's meetings: MARAC, MATAC and MAPPA", force_reach("force"))
PLAN_MEETING = Policy("meeting.plan", "Plan a meeting of the force", force_reach("pk"))
WORK_MEETING = Policy(
    "meeting.work", "Move or cancel a meeting, set its agenda, record who attended", force_reach("force"),
    seen_by=SEE_MEETINGS,
)  # fmt: skip
REFER_TO_MEETING = Policy(
    "referral.make", "Refer a case to a meeting", {Breadth.FORCE: within_force("force")}, seen_by=SEE_CASE,
    limits=_in_a_matter_that_is_open,
)  # fmt: skip
SEE_REFERRALS = Policy(
    "referral.see", "Read the force's referrals to a meeting, their minutes and actions", force_reach("force"),
    limits=_both_sides_seen,
)  # fmt: skip
WORK_REFERRAL = Policy(
    "referral.work", "Write the minutes and actions of a case, defer it, withdraw it", force_reach("force"),
    seen_by=SEE_REFERRALS, limits=_both_sides_seen,
)  # fmt: skip
SHARE_REFERRAL = Policy(
    "referral.share", "Share a case with another agency for a time, and stop sharing it", force_reach("force"),
    seen_by=SEE_REFERRALS, limits=_both_sides_seen,
)  # fmt: skip
SEE_AGENCIES = Policy("agency.see", "Read the directory of the agencies that meet with the force", force_reach("force"))
KEEP_AGENCIES = Policy(
    "agency.keep", "Keep the directory of agencies, and say who reads for which of them", force_reach("pk")
)


READS_FOR_AN_AGENCY = "partner-agency"


def _shared_with_ones_agency(actor: Actor) -> Q:
    """What an agency is shown today, to whoever reads for it and holds no other role: a police officer is no
    partner."""
    if actor.user_id is None or set(actor.roles) != {READS_FOR_AN_AGENCY}:
        return Q(pk__in=[])
    shares, today = apps.get_model("cases", "MeetingShare").objects, timezone.localdate()
    accounts = apps.get_model("cases", "AgencyAccount").objects.running().filter(user=actor.user_id)
    return Q(pk__in=shares.running(on=today).filter(agency__in=accounts.values("agency")).values("pk"))


def _open_to_agencies(actor: Actor) -> Q:
    """Nobody whose record was restricted or disposed of since, and nobody from whom the reader is barred."""
    barred = not_barred_from("referral__person")(actor) & not_barred_from("referral__victim")(actor)
    about = Q(referral__person__is_restricted=False, referral__person__disposed_at__isnull=True)
    heard_for = Q(referral__victim__is_restricted=False, referral__victim__disposed_at__isnull=True)
    return barred & about & (Q(referral__victim__isnull=True) | heard_for)


SEE_SHARES = Policy(
    "share.see", "Read what the police share with one's agency, while it is shared",
    {Breadth.SHARED: _shared_with_ones_agency}, limits=_open_to_agencies,
)  # fmt: skip
REPORT_OWN_ACTION = Policy(
    "share.report", "Report what came of an action of one's agency, while the case is shared",
    {Breadth.SHARED: _shared_with_ones_agency}, seen_by=SEE_SHARES, limits=_open_to_agencies,
)  # fmt: skip


def _of_own_force_and_all(actor: Actor) -> Q:
    """What was published of one's own force, and of all of them together."""
    return Q(force=actor.force_id) | Q(force__isnull=True) if actor.force_id else Q(pk__in=[])


# What was published passed disclosure control, and is the same for every reader (ADR 23).
SEE_STATISTICS = Policy(
    "statistics.see", "Read and download published statistics",
    {Breadth.NATIONAL: everywhere, Breadth.FORCE: _of_own_force_and_all},
)  # fmt: skip
PUBLISH_STATISTICS = Policy(
    "statistics.publish", "Count a quarter and publish what may be shown of it", {Breadth.NATIONAL: everywhere}
)


ANSWER_ACCESS = Policy(
    "access.answer", "Put together what may be given to somebody who asks for the data held about them", PERSON_REACH,
    seen_by=SEE_PERSON, limits=not_barred, for_people=True,
)  # fmt: skip
