"""The API and the page do the same: the same rows, and the same entries in the log but for the channel."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import models, transaction
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from tests.cases import disclosed
from tests.cases.api import disclosure_examples
from tests.cases.api.examples import EXAMPLES, NOW, filled, send, signed_in, somebody
from tests.cases.builders import Household, household

pytestmark = pytest.mark.django_db
MADE_UP = re.compile(r"\b[A-Z]{1,3}-[0-9A-Za-z]{4,12}(?:-[0-9A-Z]{4})?\b|\d{4}-\d\d-\d\dT[\d:.+Z]+")
KINDS = [
    kind
    for app in ("register", "cases")
    for kind in apps.get_app_config(app).get_models()
    if isinstance(kind._meta.pk, models.AutoField | models.BigAutoField)
]


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def typed(slug: str = "", **form: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arguments of the page beyond those of the row, and what is typed into it."""
    return ({"slug": slug} if slug else {}), form


TOLD = {
    "told_on": "2026-11-25", "told_time": "11:30", "place": "station", "why_safe": "He is at work until six",
    "safety_plan": "Alarm fitted; code word agreed",
}  # fmt: skip
# The row → the page that does the same, what its address has besides, and what is typed there.
PAGES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "api-record-conviction": (
        "record-conviction", *typed(
            offence="SC15004", kind="conviction", convicted_on="2026-05-01", court="crown", court_name="Leeds",
            sentenced_on="2026-06-01", disposal="imprisonment", term_months="18", has_domestic_abuse_finding="on",
        ),
    ),
    "api-quash-conviction": ("quash-conviction", *typed(quashed_on="2026-09-01", court="Court of Appeal")),
    "api-vary-conviction": (
        "vary-conviction",
        *typed(varied_on="2026-09-01", court="Court of Appeal", disposal="imprisonment", term_months="6"),
    ),
    "api-record-mappa": (
        "record-mappa", *typed(category="2", level="1", has_domestic_abuse_marker="on", starts_on="2026-03-01")
    ),
    "api-propose-registration": (
        "propose-registration",
        *typed(gate="order", gate_reason="DAPO made on 20 November", starts_on="2026-11-20"),
    ),
    "api-approve-registration": (
        "decide-registration", *typed(is_approved="yes", why="The order is in force")
    ),
    "api-approve-designation": (
        "approve-designation", *typed(is_approved="yes", why="Necessary and proportionate")
    ),
    "api-record-notice": (
        "record-notice", *typed(given_on="2026-11-20", given_by="PC Ruth Adeyemi", means="handed_over")
    ),
    "api-review-registration": (
        "registration-step",
        *typed("review", outcome="keep", reasons="Two calls this autumn", risk_of_serious_harm="high"),
    ),
    "api-decide-appeal": (
        "registration-step",
        *typed("appeal-decided", outcome="dismissed", decided_on="2026-11-24", why="The order stands"),
    ),
    "api-decide-application": (
        "registration-step",
        *typed("application-decided", outcome="refused", decided_on="2026-11-20", reasons="The risk has not fallen"),
    ),
    "api-record-order": (
        "record-order", *typed(kind="DAPO", made_on="2026-11-20", court="Leeds Magistrates", ends_on="2027-11-19")
    ),
    "api-make-order": ("order-make", *typed(made_on="2026-11-20", ends_on="2027-11-19")),
    "api-serve-order": (
        "order-serve", *typed(served_on="2026-11-21", served_by="PC 1234 Adeyemi", means="personal")
    ),
    "api-vary-order": (
        "vary-order", *typed(on="2026-11-24", why="The tag was taken away", ended=["{condition}"])
    ),
    "api-discharge-order": (
        "order-discharge", *typed(on="2026-11-24", why="Leeds Magistrates: not needed any more")
    ),
    "api-add-condition": (
        "add-condition", *typed(
            type="exclusion_distance", text="not to go within 200 metres of her home", distance_metres="200",
            protected_people=["{victim}"],
        ),
    ),
    "api-record-stay": (
        "record-stay", *typed(place="9 Oak Road, Leeds", starts_on="2026-11-10", ends_on="2026-11-24")
    ),
    "api-begin-absence": (
        "begin-absence", *typed(kind="custody", starts_on="2026-11-24", how_known="HMP Leeds")
    ),
    "api-end-absence": ("end-absence", *typed(ended_on="2026-11-25")),
    "api-accept-excuse": ("decide-breach", *typed(decision="excused", why="The ward confirms it")),
    "api-refer-breach": ("refer-breach", *typed(referred_to="CPS Yorkshire", why="Seen at home all week")),
    "api-set-level": ("set-level", *typed(level="very_high", why="Threats to kill")),
    "api-answer-lowering": ("answer-lowering", *typed(answer="yes", why="I agree")),
    "api-record-visit": (
        "record-visit", *typed(
            visited_on="2026-11-25", visited_time="12:00", outcome="seen", place="home",
            concerns="A new partner with a child", asks_team="safeguarding-officer",
        ),
    ),
    "api-write-plan": ("write-plan", *typed(risks="Threats when drunk", strategy="Visits, treatment")),
    "api-refuse-transfer": ("transfer", *typed(answer="refuse", why="He has moved back")),
    "api-place-hold": (
        "place-hold", *typed(why="An inquiry", authority="HM Coroner, 4471/26", review_on="2027-03-27")
    ),
    "api-plan-meeting": (
        "plan-meeting", *typed(
            kind="marac", starts_on="2026-12-02", starts_time="10:00", place="Room 4", chair="DI Okoro",
            owner="{runner key}",
        ),
    ),
    "api-cancel-meeting": ("cancel-meeting", *typed(why="The room is flooded")),
    "api-put-on-agenda": ("set-agenda", *typed(referrals=["{referral}"])),
    "api-refer-to-meeting": (
        "refer-to-meeting", {"kind": "marac"}, typed(
            victim="{victim key}", criterion="professional_judgement", why="He waits outside her work",
            knows="agrees", view="She wants the locks changed",
        )[1],
    ),
    "api-write-minutes": (
        "write-minutes", *typed(said="Housing: the door was broken", decided="High risk")
    ),
    "api-defer-referral": ("defer-referral", *typed(why="Not reached")),
    "api-withdraw-referral": ("withdraw-referral", *typed(why="Referred for another victim")),
    "api-share-referral": (
        "share-referral", *typed(
            agency="{agency key}", words="High risk; she agreed to be rung", why="They support her",
            ends_on="2027-02-23", has_minutes="on",
        ),
    ),
    "api-add-agency": ("add-agency", *typed(kind="idva", name="Harbour IDVA service")),
    "api-close-case": ("close-case", *typed(why="He has died")),
    "api-end-pair": ("end-pair", *typed(ends_on="2026-11-20", why="She has left him")),
    "api-set-safe-contact": (
        "set-safe-contact", *typed(
            channel="phone", days=["1", "3"], rings_from="09:00", rings_until="15:30", code_word="Marigold",
            what_to_say="It is the library", based_on="0",
        ),
    ),
    "api-signpost": ("signpost", {"service": "galop"}, {"way": "referred", "note": "They ring her"}),
    "api-add-child": ("add-child", *typed(name="Ravi Kaur", date_of_birth="2019-05-02", lives_with_victim="on")),
    "api-excuse-notice": ("excuse-school-notice", *typed(why_not="The school was there")),
    "api-confirm-incident": ("check-incident", *typed(finding="confirmed", how="Rang the caller back")),
    "api-record-incident-outcome": (
        "incident-outcome", *typed(outcome="16", on="2026-11-25", why="She is afraid")
    ),
    "api-grade-observation": (
        "grade-observation", *typed(source_grade="1", known="A", sharing="C", conditions="Not to the person")
    ),
    "api-record-development": (
        "record-development", *typed(kind="arrest", happened_on="2026-11-24", note="At his work")
    ),
    "api-do-task": ("task", *typed(outcome="Looked at")),
    "api-set-risk": (
        "set-risk", *typed(level="high", judgement="Threats to kill; she is leaving", instrument="dash_24")
    ),
    "api-ask-to-lower-risk": (
        "set-risk", *typed(level="medium", judgement="In custody until March", instrument="")
    ),
    "api-ask-to-renew-lowered-risk": ("renew-lowered-risk", *typed(why="Still in custody")),
    "api-answer-risk-lowering": (
        "risk-lowering", *typed(is_agreed="yes", answer="I read the case, and agree")
    ),
    "api-withdraw-risk-lowering": ("withdraw-lowering", *typed(is_sure="on")),
    "api-record-answers": (
        "risk-sheet", *typed(injury="yes", injury_note="A cut lip", worse="no", later="yes")
    ),
    "api-explain-difference": ("risk-sheet", *typed(words="In custody until March")),
    "api-raise-risk": ("raise-risk", *typed(level="high", words="He has bought a knife")),
    "api-start-disclosure": (
        "start-disclosure", *typed(
            route="ask", person_words="Jonas Weber, about 40, Leeds", at_risk_words="Mina Osei", asked_by="at_risk",
            safe_contact="Text only, weekdays 9 to 3", concern="He reads her messages", channel="phone",
            received_on="2026-11-25", received_time="11:00",
        ),
    ),
    "api-identify-people": ("identify-disclosure", *typed(person="{suspect}", at_risk="{victim}")),
    "api-record-checks": (
        "check-disclosure", *typed(is_in_danger="no", found="Two convictions", is_pnc_checked="on")
    ),
    "api-record-disclosure-meeting": (
        "meet-disclosure", *typed(
            met_on="2026-11-25", identity="document", is_alone="yes", said="He took her keys",
            safety_advice="Ring 999; keep a bag ready",
        ),
    ),
    "api-record-forum": (
        "consider-disclosure", *typed(held_on="2026-11-25", agencies="Probation, IDVA", view="High risk")
    ),
    "api-decide-disclosure": (
        "decide-disclosure", *typed(
            has_credible_risk="yes", is_to_disclose="yes", recipient="at_risk", wording=disclosed.WORDING,
            **disclosure_examples.GROUNDS,
        ),
    ),
    "api-second-read": ("second-read-disclosure", *typed(is_agreed="yes", why="Sound")),
    "api-disclose": ("tell-disclosure", *typed(**TOLD, undertaking="signed")),
    "api-say-nothing-to-disclose": ("say-nothing-to-disclose", *typed(**TOLD)),
    "api-disclose-at-once": (
        "disclose-at-once", *typed(
            recipient="at_risk", wording=disclosed.WORDING, undertaking="signed", **TOLD, **disclosure_examples.GROUNDS,
        ),
    ),
    "api-end-disclosure": ("end-disclosure", *typed(status="withdrawn", why="They have parted")),
    "api-stop-disclosure-clock": (
        "stop-disclosure-clock", *typed(ends_on="2026-12-02", why="Cannot be met safely before")
    ),
    "api-restart-disclosure-clock": ("restart-disclosure-clock", *typed()),
    "api-answer-misuse-alert": (
        "misuse-alert", *typed(came_of_it="false_alarm", words="Two trainees at one desk")
    ),
    "api-decide-conflict": ("conflict", *typed(decision="take", why="Read in the birth certificate")),
    "api-join-records": ("match", *typed(decision="same", why="The same scar and mother")),
    "api-keep-apart": ("match", *typed(decision="apart", why="Born in other countries")),
    "api-confirm-join": ("match", *typed(decision="confirm", why="I know both records")),
    "api-undo-join": ("match", *typed(decision="undo", why="Cousins of one name")),
    "api-take-task": ("take-task", *typed()),
    "api-return-task": ("return-task", *typed(why="As the file says")),
    "api-hold-task": ("hold-task", *typed(until="2026-11-30", why="Waits for the laboratory")),
    "api-resume-task": ("resume-task", *typed()),
    "api-put-off-task": ("put-off-task", *typed(due_on="2026-12-08", why="The trial was moved")),
    "api-ask-to-put-off": ("put-off-task", *typed(due_on="2027-01-20", why="The trial was moved")),
    "api-answer-countersignature": ("countersign-task", *typed(answer="agree", why="It can wait")),
}  # fmt: skip


@pytest.mark.parametrize("name", list(PAGES))
def test_a_row_does_what_its_page_does(name: str) -> None:
    home, example = household(), EXAMPLES[name]
    arguments = example.begin(home)
    user = somebody(name)

    by_page = traces(lambda: on_the_page(name, arguments, user, home), before=ids())
    by_row = traces(lambda: send(name, arguments, filled(example.body, home), user=user), before=ids())

    assert by_row == by_page
    assert by_page[1], "something was logged"


def on_the_page(name: str, arguments: dict[str, Any], user: User, home: Household) -> HttpResponse:
    page, more, form = PAGES[name]
    client, address = signed_in(user), reverse(page, kwargs={**arguments, **more})
    version = re.search(r'name="version" value="(\d+)"', client.get(address).content.decode())
    answer = client.post(address, filled(form, home) | ({"version": version[1]} if version else {}))
    assert answer.status_code == 302, answer.content.decode()
    return answer


def ids() -> dict[str, int]:
    """The highest key of each table."""
    return {kind._meta.label: kind._base_manager.aggregate(last=models.Max("pk"))["last"] or 0 for kind in KINDS}


def traces(act: Callable[[], HttpResponse], *, before: dict[str, int]) -> tuple[list[str], list[str]]:
    """What an act leaves: every row of the register as it is then, and what the log says, made comparable."""
    seen = set(Event.objects.values_list("pk", flat=True))
    with transaction.atomic():
        answer = act()
        assert answer.status_code < 400, answer.content
        rows = sorted(text for kind in KINDS for text in rows_of(kind, before))
        events = Event.objects.exclude(pk__in=seen).exclude(operation="consultation").order_by("at")
        log = [plain(said(each)) for each in events]
        transaction.set_rollback(True)
    return rows, log


def said(entry: Event) -> str:
    """What an entry says, without who, when and by which channel."""
    payload = json.loads(bytes(entry.payload))
    fields, apart = payload["fields"], sorted(payload["commitments"])
    return f"{entry.code} {entry.object_type} {entry.subject_ref} {fields} {apart}"


def rows_of(kind: type[models.Model], before: dict[str, int]) -> Iterator[str]:
    """Each row of a table in words; what was made meanwhile goes without its keys."""
    for row in kind._base_manager.all():
        values = {}
        for column in row._meta.concrete_fields:
            value = getattr(row, column.attname)
            related = column.related_model
            is_new = related is not None and value is not None and value > before.get(related._meta.label, value)
            values[column.attname] = "new" if is_new else value
        if row.pk > before[kind._meta.label]:
            values.pop(row._meta.pk.attname)
        yield plain(f"{kind._meta.label} {values}")


def plain(text: str) -> str:
    return MADE_UP.sub("…", text)
