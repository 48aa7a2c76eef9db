"""Canaries: protected details that are planted in a rich record, and every address of the service at which to look for
them. The addresses come from the table of the permission matrix: a new one is looked at without being listed here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cases.actions.agencies import add_agency, give_agency_account
from cases.actions.attachments import attach
from cases.actions.cases import NewVictim, add_victim, open_case
from cases.actions.children import Attended, ask_for_notices, set_school
from cases.actions.disclosures import Whom
from cases.actions.incidents import Involved, Told, record_incident
from cases.actions.pairs import Reasoning, change_pair, record_counter_allegation
from cases.actions.safeguards import Particulars, add_safeguard, add_step
from cases.models import (
    Agency,
    AgencyAccount,
    Attachment,
    Child,
    CounterAllegation,
    Disclosure,
    Incident,
    MeetingReferral,
    MeetingShare,
    Safeguard,
    SafetyPlanStep,
    SchoolNotice,
)
from cases.models.incident import Role
from register.actions import facts
from register.actions.alerts import deliver
from register.actions.tasks import raise_task
from register.imports.received import ReceivedAddress
from register.models import (
    Address,
    Alert,
    LocalRecord,
    OrderCondition,
    Protection,
    ProtectiveOrder,
    RecordConflict,
    Source,
    SubjectCategory,
    Task,
)
from tests import builders
from tests.architecture.test_permission_matrix import OWN_ACCOUNT, PUBLIC, TABLE, Page
from tests.cases import met
from tests.cases.builders import (
    CANARIES,
    CANARY_LINE,
    CANARY_POSTCODE,
    CANARY_TOWN,
    TODAY,
    Household,
    act,
    enrich,
    household,
    officer,
    refuge,
)
from tests.cases.disclosed import considered

WORKPLACE, SCHOOL = "Canary Works", "Canary Hill Primary"
PLANTED = (*CANARIES, WORKPLACE, SCHOOL)
# A town is in many texts and names no door: it is taken out of details, and not out of what people write.
TOLD = f"She is at {CANARY_LINE}, {CANARY_POSTCODE}, ring 07700900777, works at {WORKPLACE}, her child is at {SCHOOL}"

# Refuges of women who have nothing to do with this home but that they stood by, or that it happened where they live:
# nobody reads them anywhere, whoever is entitled to the details of this home.
NEVER = ("Linnet Court", "LN7 3ET", "Wren Cottage", "WR3 6EN")
REFUGES = {"13": ("9 Linnet Court", "LN7 3ET"), "14": ("Wren Cottage", "WR3 6EN")}

# Where whoever is entitled to a confidential detail may read it; in refuge nobody may, anywhere.
MAY_PRINT = {
    "person-card", "person-record", "case", "order", "vary-order", "victim", "children", "confirm-safe-contact",
    "add-safeguard", "after-refuge", "school-notice", "task", "disclosure",
    "case-section", "case-briefing", "incident", "correct-incident", "record-incident", "api-order", "api-task",
    "api-tasks", "referral", "close-meeting-action", "api-card", "api-record", "api-case", "api-victim",
    "api-case-part", "api-victim-details", "api-children", "api-school-notice", "api-incident", "api-around",
    "api-referral", "api-disclosure", "api-document-file", "api-documents", "conflict", "api-conflict",
}  # fmt: skip
# Addresses of records that this home has none of, so that they answer as absent, each with what is looked at instead.
OF_NOTHING_HERE = {
    "acknowledgement": "Of a notification; nobody here has notified anything. tests/cases/web/test_notifications.py",
    "api-webhook": "Where a system is told of changes: it speaks of no record. tests/register/webhooks",
    "match": "Of two records; planted below for itself.",
    "near-alert": "Of the move check; it prints no address. tests/cases/test_move_check.py",
    "national-alert": "Of what reached nobody; it prints no address. tests/register/web/test_national_queue.py",
    "api-national-alert": "Of what reached nobody; it prints no address. tests/cases/api",
    "api-match": "Of two records; planted in tests/cases/test_canary.py for itself.",
    "api-risk-sheet": "Of an instrument's sheet; there is none. tests/cases/api",
    "api-risk-lowering": "Of a lowering asked for; there is none. tests/cases/api",
    "misuse-alert": "Of somebody who works here, by entries of the log. tests/register/web/test_misuse.py",
    "try-misuse-rule": "Counts alone. tests/register/web/test_misuse.py",
    "api-misuse-alert": "Of somebody who works here, by entries of the log. tests/register/api/test_misuse.py",
    "api-inbox-line": "One line of somebody's own inbox: it names nobody. tests/register/api",
    "inbox-team": "What a team has waiting, in numbers: it names nobody. tests/register/web/test_team_lines.py",
    "inbox-line": "One line of somebody's own inbox: it names nobody. tests/register/web",
    "withdraw-leave": "One's own leave.",
    "unseal-record": "Of a sealed record; there is none. It prints a reference.",
    "retire-record": "Of a planted record; there is none. It prints a reference.",
    "touch": "Of an attempt; there is none. It prints references. tests/register/test_own_records.py",
    "own-record": "Of a bar; there is none. It prints references. tests/register/test_own_records.py",
    "end-declared": "What somebody declared of themselves; nothing of this home.",
    "decide-requirement": "Of a conviction; there is none.",
    "end-mappa": "Of a listing; there is none.",
    "grade-observation": "Of an observation; there is none. tests/cases/web/test_incidents.py",
    "tell-victim": "Of an update to a victim; there is none. tests/cases/web/test_victims_code.py",
    "withdraw-development": "Of a development; there is none.",
    "transfer": "An offer between forces, in words of its own. tests/cases/web/test_transfers.py",
    "disposal": "Of somebody whose record is gone.",
    "readmit-reference": "Of somebody whose record is gone.",
    "api-batch": "Of a batch: how each record fared, and nothing of what it said.",
    "api-feed": "Of an import: counts alone. tests/register/api/test_uploads.py",
    "api-feed-rows": "Of an import: rows that were not read. tests/register/api/test_uploads.py",
    "feed-run": "Of an import: rows that were not read.",
    "quarantined-row": "Of an import: rows that were not read.",
    "api-breach": "Of a failure to notify; there is none. tests/cases/api",
    "api-transfer": "An offer between forces; there is none. tests/cases/api",
    "api-disposal": "Of somebody whose record is gone.",
    "api-near-alert": "Of the move check; it prints no address. tests/cases/api",
    "api-observation": "Of an observation; there is none. tests/cases/api",
    "api-victim-update": "Of an update to a victim; there is none. tests/cases/api",
    "risk-sheet": "Of an instrument's sheet; there is none. tests/cases/web/test_risk.py",
    "risk-lowering": "Of a lowering asked for; there is none. tests/cases/web/test_risk.py",
    "withdraw-lowering": "Of a lowering asked for; there is none. tests/cases/web/test_risk.py",
    "lift-hold": "Of a legal hold; there is none.",
    "glass": "Of a record that somebody opened in an emergency; nobody has here. tests/register/web/test_glass.py",
    "review-glass": "Of a record that somebody opened in an emergency; nobody has here.",
    "api-glass": "Of a record that somebody opened in an emergency; nobody has here. tests/register/web/test_glass.py",
    **dict.fromkeys(
        ("reason-sample", "api-reason-sample"),
        "Of a reading that was drawn; none was here. tests/register/web/test_reason_samples.py",
    ),
    "bulk-request": "What somebody asked for: filters of the log and a reason. tests/audit/web/test_second_person.py",
    "end-exception": "Of an exception to a record; there is none.",
    "keep-exception": "Of an exception to a record; there is none.",
    "settle-change": "Of a change notified; there is none.",
    "suspect-duty": "Of a duty by its number; the page prints the duty alone.",
    "suspect-item": "Of an item notified; there is none.",
    "withdraw-visit": "Of a visit; there is none.",
    "change-plan-action": "Of an action of a plan; there is none.",
    "close-plan-action": "Of an action of a plan; there is none.",
    "end-absence": "Of an absence; there is none.",
    "quash-conviction": "Of a conviction; there is none.",
    "vary-conviction": "Of a conviction; there is none.",
    "log-entry": "One entry of the log: all of them are searched, and both downloads are.",
    "end-role": "Of a user and a role.",
    **dict.fromkeys(
        ("breach", "record-excuse", "decide-breach", "refer-breach", "conclude-breach"),
        "Of a failure to notify; there is none. tests/cases/web/test_notifications.py",
    ),
}


# Pages before signing in, and those of one's own account.
OF_NOBODY = (PUBLIC, OWN_ACCOUNT)


@dataclass(frozen=True, slots=True)
class Canaries:
    """The home in which everything is planted, and what belongs to it."""

    home: Household
    child: Child
    notice: SchoolNotice
    plan: Safeguard
    step: SafetyPlanStep
    task: Task
    disclosure: Disclosure
    incidents: tuple[Incident, ...]
    document: Attachment
    referral: MeetingReferral


def plant(in_refuge: bool, *, is_told: bool = True) -> Canaries:
    """A rich record with canaries of every kind, and an alert that was sent. `is_told`: officers wrote them down in
    every free text that takes them, which the log keeps apart as it keeps all that people write."""
    home = household()
    by = act(home.officer)
    enrich(home)
    facts.add_address(
        home.victim, kind=Address.Kind.WORK, line_1=WORKPLACE, town="Otley", source=Source.OFFICER,
        protection=Protection.CONFIDENTIAL, **by,
    )  # fmt: skip
    child = Child.objects.get(case=home.case)
    set_school(home.case, child=child, education="school", name=SCHOOL, **by)
    plan, step = _plan(home)
    notice = _notice(home, child)
    task = _told(home) if is_told else Task.objects.filter(force=home.owner.force)[0]
    if in_refuge:
        refuge(home.pair, home.officer)
    facts.add_address(
        home.person, source=Source.OFFICER, line_1="1 Castle Row", town="Sheffield", postcode="S1 2HE",
        police_force=builders.force("14"), **by,
    )  # fmt: skip
    deliver(moved_in(home).reference)
    words = TOLD if is_told else "Threats"
    incident = record_incident(home.owner.force, person=home.person, told=Told(account=words), **by)
    _conflict(home)
    document = _document(home, CANARY_LINE if is_told else "Note")
    incidents = (incident, *(_by_a_refuge(home, force, is_told=is_told) for force in REFUGES))
    return Canaries(
        home, child, notice, plan, step, task, _disclosure(home, words), incidents, document, _referral(home, words)
    )  # fmt: skip


def moved_in(home: Household) -> Alert:
    """The alert that the person of the home has moved to another force's area, with the address."""
    return Alert.objects.get(person=home.person, kind=Alert.Kind.MOVED_IN)


def _by_a_refuge(home: Household, force: str, *, is_told: bool) -> Incident:
    """An incident about the person of the home that a force took down: somebody of that force who is in refuge was in
    it, and it is linked to the refuge of somebody who was not."""
    owner, officer_there = officer(force)
    by, (line, postcode) = act(officer_there), REFUGES[force]
    case = open_case(builders.person(officer_there, surname=f"Other{force}"), force=owner.force, owner=owner, **by)
    her, another = (
        add_victim(case, victim=NewVictim(forenames=name, surname="Shah"), **by) for name in ("Mina", "Lena")
    )
    where = {"source": Source.OFFICER, "line_1": line, "town": "York", "postcode": postcode, **by}
    facts.add_address(her.victim, **where)
    refuge(her, officer_there)
    there = facts.add_address(another.victim, protection=Protection.REFUGE, **where)
    told = Told(account=f"She stood at {line}, {postcode}" if is_told else "She stood there", address=there)
    involved = [Involved(Role.WITNESS, her.victim)]
    return record_incident(owner.force, person=home.person, told=told, involved=involved, **by)


def _conflict(home: Household) -> None:
    """Her force's system says that she lives where she does."""
    builders.allow_writes()
    about = {"person": home.victim, "force": home.owner.force}
    said = ReceivedAddress(CANARY_LINE, "", CANARY_TOWN, CANARY_POSTCODE)
    record = LocalRecord.objects.create(local_reference="13/1", received_at=timezone.now(), **about)
    RecordConflict.objects.create(record=record, field=RecordConflict.About.HOME, said=asdict(said), **about)


def _document(home: Household, name: str) -> Attachment:
    """A text in which everything stands that must not be read."""
    file = SimpleUploadedFile(f"{name}.txt", TOLD.encode())
    return attach(home.case, file=file, kind=Attachment.Kind.STATEMENT, **act(home.officer))


def _plan(home: Household) -> tuple[Safeguard, SafetyPlanStep]:
    by = act(home.officer)
    usual = {"owner": home.owner, "starts_on": TODAY, "review_on": date(2027, 2, 1)}
    add_safeguard(
        home.pair, kind=Safeguard.Kind.ADDRESS_MARKER, instruction="Answer at once",
        particulars=Particulars(address=home.address.pk), **usual, **by,
    )  # fmt: skip
    plan = add_safeguard(home.pair, kind=Safeguard.Kind.SAFETY_PLAN, instruction="Ask the owner", **usual, **by)
    due_on = timezone.localdate() + timedelta(days=7)
    return plan, add_step(home.pair, plan=plan, what="Change the locks", who="Her brother", due_on=due_on, **by)


def _disclosure(home: Household, concern: str) -> Disclosure:
    """A request under the disclosure scheme about him and her."""
    about, at_risk = Whom(person=home.person), Whom(person=home.victim)
    return considered(home.officer, about=about, at_risk=at_risk, concern=concern)


def _referral(home: Household, words: str) -> MeetingReferral:
    """Heard at a MARAC, with canaries in the referral, in the minutes and in an action; the minutes are shared with an
    agency, for which an account reads."""
    agency = add_agency(home.owner.force, kind=Agency.Kind.IDVA, name="IDVA", **act(builders.actor("supervisor")))
    referral = met.heard(home, words=words, agency=agency)
    met.shared(referral, agency, home.officer, has_minutes=True)
    let_read(builders.user("partner-agency"))
    return referral


def let_read(user: User) -> None:
    """Let somebody read for the agency with which the case is shared."""
    agency = Agency.objects.get(force=user.force_id)
    give_agency_account(agency.force, agency=agency, user=user, **act(builders.actor("supervisor")))


def _notice(home: Household, child: Child) -> SchoolNotice:
    attended = Attended(timezone.now() - timedelta(hours=3), police_reference="13/4471", voice="He hid")
    return ask_for_notices(home.case, attended=attended, children=[child], **act(home.officer))[0]


def _told(home: Household) -> Task:
    """What officers wrote in words of their own, with everything in it that must not be read."""
    by = act(home.officer)
    facts.record_sighting(home.person, place="Leeds", note=TOLD, **by)
    change_pair(
        home.pair, relationship=home.pair.relationship, person_role=SubjectCategory.SUSPECT,
        victim_role=SubjectCategory.VICTIM, starts_on=None, ends_on=None, why=TOLD, **by,
    )  # fmt: skip
    record_counter_allegation(
        home.case, person=home.victim, direction=CounterAllegation.Direction.KNOWN_VICTIM, pair=home.pair,
        reasoning=Reasoning(afraid=TOLD), **by,
    )  # fmt: skip
    return raise_task(
        home.owner.force, kind=Task.Kind.REVIEW, title="Look at this", team="safeguarding-officer",
        due_on=TODAY, person=home.person, detail=TOLD, **by,
    )  # fmt: skip


def addresses(planted: Canaries) -> list[tuple[str, str]]:
    """(URL name, address) of everything in the table that belongs to this home or lists it."""
    return [
        (name, reverse(name, kwargs=arguments))
        for name, page in TABLE.items()
        if page.permission not in OF_NOBODY and page.body is None and name not in OF_NOTHING_HERE
        for arguments in _arguments(name, page, planted)
    ]


def _arguments(name: str, page: Page, planted: Canaries) -> Iterator[dict[str, object]]:
    """The keys of an address by what belongs to the home: of people both, of incidents all, of everything else the one
    there is."""
    home = planted.home
    several = {
        "DAR": [home.person.reference, home.victim.reference], "I": [each.reference for each in planted.incidents],
    }  # fmt: skip
    prefix = str(page.absent.get("reference", "")).split("-")[0]
    for each in several.get(prefix, [home.person.reference]):
        yield {key: _value(name, key, value, each, planted) for key, value in page.absent.items()}


def _value(name: str, key: str, absent: object, each: str, planted: Canaries) -> object:
    home = planted.home
    if key == "victim":
        return home.victim.reference
    if key == "reference":
        prefix = str(absent).split("-")[0]
        if prefix not in REFERENCES:
            raise LookupError(f"Plant what {name} is about in tests/cases/canary.py, or say in OF_NOTHING_HERE why not")
        return each if prefix in ("DAR", "I") else REFERENCES[prefix](planted)
    return NUMBERS[name, key](planted) if (name, key) in NUMBERS else _usual(name, key, absent, planted)


def _usual(name: str, key: str, absent: object, planted: Canaries) -> object:
    if key == "number" and ("order" in name or name in ("add-condition", "extend-monitoring")):
        return ProtectiveOrder.objects.get(person=planted.home.person).pk
    if key == "measure":
        return "incidents"
    if key == "number" and "safeguard" in name:
        return Safeguard.objects.filter(pair=planted.home.pair, kind="tecsos").get().pk
    return absent


REFERENCES: dict[str, Callable[[Canaries], object]] = {
    "DAR": lambda planted: planted.home.person.reference,
    "C": lambda planted: planted.home.case.reference,
    "A": lambda planted: moved_in(planted.home).reference,
    "T": lambda planted: planted.task.reference,
    "U": lambda planted: planted.home.owner.reference,
    "SN": lambda planted: planted.notice.reference,
    "DS": lambda planted: planted.disclosure.reference,
    "I": lambda planted: planted.incidents[0].reference,
    "AT": lambda planted: planted.document.reference,
    "ME": lambda planted: planted.referral.meeting.reference,  # type: ignore[union-attr]
    "MR": lambda planted: planted.referral.reference,
    "RC": lambda planted: RecordConflict.objects.get(person=planted.home.victim).reference,
    "AG": lambda planted: Agency.objects.get(force=planted.home.owner.force).reference,
    "SH": lambda planted: _share(planted).reference,
}


def _share(planted: Canaries) -> MeetingShare:
    return MeetingShare.objects.get(referral=planted.referral)


NUMBERS: dict[tuple[str, str], Callable[[Canaries], object]] = {
    ("confirm-fact", "kind"): lambda planted: "address",
    ("confirm-fact", "number"): lambda planted: planted.home.address.pk,
    ("end-fact", "kind"): lambda planted: "address",
    ("end-fact", "number"): lambda planted: planted.home.address.pk,
    ("extend-monitoring", "condition"): lambda planted: OrderCondition.objects.first().pk,  # type: ignore[union-attr]
    ("add-plan-step", "number"): lambda planted: planted.plan.pk,
    ("do-plan-step", "number"): lambda planted: planted.plan.pk,
    ("do-plan-step", "step"): lambda planted: planted.step.pk,
    ("set-school", "number"): lambda planted: planted.child.pk,
    ("close-meeting-action", "number"): lambda planted: planted.referral.actions.get().pk,
    ("report-own-action", "number"): lambda planted: planted.referral.actions.get().pk,
    ("end-share", "share"): lambda planted: _share(planted).reference,
    ("end-agency-account", "number"): lambda planted: AgencyAccount.objects.order_by("pk")[0].pk,
    ("refer-to-meeting", "kind"): lambda planted: "matac",
    ("add-safeguard", "kind"): lambda planted: "address_marker",
}
