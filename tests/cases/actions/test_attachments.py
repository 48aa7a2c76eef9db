"""Documents: kept with their row or not at all, given out as they were received or not at all, scanned, withdrawn."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from accounts.actor import Actor
from accounts.models import User
from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Detail, Event
from cases.actions import attachments as acts
from cases.actions.attachments import attach, open_document, scan_documents, withdraw_attachment
from cases.actions.cases import close_case
from cases.actions.incidents import record_incident
from cases.attachments import store
from cases.models import Attachment, AttachmentChange, Case, Incident
from register.actions import facts
from register.models import IntegrityFinding, Notice, Protection, Source, Task
from tests import builders
from tests.cases import documents
from tests.cases.builders import TODAY, Household, act, household, refuge, stand_as_one
from tests.cases.documents import attached, file

pytestmark = pytest.mark.django_db
SUPERVISOR, MANAGER = "supervisor", "offender-manager"


def read(kept: Attachment, by: Actor) -> bytes:
    with open_document(kept, **act(by)).file as given:
        return given.read()


def again(kept: Attachment) -> Attachment:
    return Attachment.objects.get(pk=kept.pk)


def files() -> list[Any]:
    return [key for key, _ in store.everything()]


def changed_on_disk(kept: Attachment, content: bytes) -> None:
    store.discard(kept.key)
    store._storage().save(store._path(kept.key), ContentFile(content))


# Attaching


def test_a_document_is_kept_outside_the_database_under_a_name_that_says_nothing(home: Household) -> None:
    kept = attached(home, "Statement of Asha Kaur.txt")

    assert (kept.name, kept.media_type, kept.size) == ("Statement of Asha Kaur.txt", "text/plain", len(documents.TEXT))
    assert kept.sha256 == hashlib.sha256(documents.TEXT).hexdigest()
    assert (kept.scan, kept.status, kept.uploaded_by) == ("not_configured", "kept", home.owner)
    path = store._storage().path(store._path(kept.key))
    assert os.path.basename(path) == kept.key.hex
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert os.stat(os.path.dirname(path)).st_mode & 0o777 == 0o700
    assert AttachmentChange.objects.get(attachment=kept).step == "attached"


def test_the_log_keeps_the_hash_and_keeps_the_name_apart(home: Household) -> None:
    kept = attached(home, "Statement of Asha Kaur.txt")

    event = Event.objects.get(code="attachment.attached")
    assert (event.object_ref, event.subject_ref) == (kept.reference, home.person.reference)
    assert event.fields["sha256"] == kept.sha256
    assert "Asha" not in str(event.payload)
    assert Detail.objects.get(event=event, field="name").value == '"Statement of Asha Kaur.txt"'


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("a.txt", b"", "empty", id="empty"),
        pytest.param("a.exe", documents.TEXT, "not taken", id="of another kind"),
        pytest.param("a.zip", documents.DOCX, "Unpack it", id="an archive"),
        pytest.param("a.pdf", documents.PNG, "what is in it is not", id="another kind under this name"),
        pytest.param("a.txt", b"x" * (acts.MEGABYTE + 1), "larger than 1 MB", id="too large"),
    ],
)
def test_what_a_case_does_not_take_leaves_neither_row_nor_file(
    home: Household, settings: Any, name: str, content: bytes, says: str
) -> None:
    settings.LARGEST_ATTACHMENT_BYTES = acts.MEGABYTE

    with pytest.raises(Refused, match=says) as refusal:
        attached(home, name, content)

    assert refusal.value.field == "file"
    assert (Attachment.objects.count(), files()) == (0, [])
    assert Event.objects.filter(code="act.refused").exists()


def test_a_case_keeps_the_same_file_once_and_a_second_leaves_nothing(home: Household) -> None:
    attached(home)

    with pytest.raises(Refused, match="in the case already"):
        attached(home, "Another name.txt")

    assert len(files()) == 1


def test_a_withdrawn_file_may_be_attached_again(home: Household) -> None:
    withdraw_attachment(attached(home), why="Wrong kind", **act(home.officer))

    assert attached(home, kind=Attachment.Kind.OTHER).status == "kept"


def test_nothing_is_attached_to_a_closed_case(home: Household) -> None:
    close_case(home.case, why="Moved abroad", **act(home.officer))

    with pytest.raises(Refused, match="This case is closed"):
        attached(home)

    assert files() == []


def test_a_document_may_belong_to_an_incident_of_the_case_and_to_no_other(home: Household) -> None:
    inside = record_incident(home.owner.force, person=home.person, **act(home.officer))
    outside = record_incident(home.owner.force, **act(home.officer))

    assert attached(home, incident=Incident.objects.get(pk=inside.pk)).incident == inside
    with pytest.raises(Refused, match="not in the case") as refusal:
        attached(home, content=b"Other", incident=Incident.objects.get(pk=outside.pk))
    assert refusal.value.field == "incident"


def test_whoever_does_not_work_on_the_case_attaches_nothing(home: Household) -> None:
    for by, denied in (
        (builders.actor(MANAGER), PermissionDenied),
        (builders.actor("safeguarding-officer", force_code="14"), OutOfReach),
    ):
        with pytest.raises(denied):
            attach(home.case, file=file(), kind=Attachment.Kind.OTHER, **act(by))

    assert files() == []


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_transaction_is_refused_at_commit_is_gone() -> None:
    """PostgreSQL looks for whoever attached it at the very end, when the deed is long done."""
    with transaction.atomic():
        home = household()
    nobody_known = replace(home.officer, user_id=999_999_999)

    with pytest.raises(IntegrityError):
        attached(home, actor=nobody_known)

    assert (Attachment.objects.count(), files()) == (0, [])


# Reading


def test_a_document_is_given_as_it_was_received_and_each_time_is_logged(home: Household) -> None:
    kept = attached(home, "Photo.png", documents.PNG)

    opened = open_document(kept, **act(builders.actor(SUPERVISOR)))

    with opened.file as given:
        assert given.read() == documents.PNG
    assert (opened.media_type, opened.name) == ("image/png", f"{kept.reference}.png")
    event = Event.objects.get(code="attachment.read")
    assert (event.operation, event.object_ref, event.fields["sha256"]) == ("consultation", kept.reference, kept.sha256)


@pytest.mark.parametrize("content", [documents.TEXT + b"x", documents.TEXT[:-1], b""], ids=["more", "less", "nothing"])
def test_a_file_that_is_not_as_it_was_received_is_given_to_nobody_and_noted_at_once(
    home: Household, content: bytes
) -> None:
    kept = attached(home)
    changed_on_disk(kept, content)

    for _ in range(2):
        with pytest.raises(Refused, match="not as it was received"):
            open_document(kept, **act(home.officer))

    found = IntegrityFinding.objects.get()
    assert (found.check_code, found.number, found.argument) == ("attachment_differs", kept.pk, home.case.reference)
    noted = Event.objects.filter(code="attachment.differs")
    assert {event.fields["found_sha256"] for event in noted} == {hashlib.sha256(content).hexdigest()}
    assert Event.objects.filter(code="act.refused", object_ref=kept.reference).count() == 2
    assert not Event.objects.filter(code="attachment.read").exists()


def test_a_file_that_is_gone_is_noted_at_once(home: Household) -> None:
    kept = attached(home)
    store.discard(kept.key)

    with pytest.raises(Refused, match="not as it was received"):
        open_document(kept, **act(home.officer))

    assert IntegrityFinding.objects.get().check_code == "attachment_missing"


def test_while_anybody_harmed_in_the_case_is_in_refuge_nobody_is_given_a_document(home: Household) -> None:
    kept = attached(home)
    assert read(kept, home.officer) == documents.TEXT

    refuge(home.pair, home.officer)

    for by in (home.officer, builders.actor(SUPERVISOR)):
        with pytest.raises(Refused, match="may hold an address"):
            read(kept, by)


def test_a_detail_that_another_record_of_hers_protects_closes_the_documents(home: Household) -> None:
    """Where she is, a record of another force may know and close: a document may hold it too."""
    kept = attached(home)
    theirs = builders.actor("safeguarding-officer", force_code="14")
    of_her = builders.person(theirs, forenames="Asha", surname="Kaur")
    facts.add_address(
        of_her, source=Source.OFFICER, line_1="3 Hidden Row", town="York", postcode="YO1 7HH",
        protection=Protection.REFUGE, **act(theirs),
    )  # fmt: skip
    assert read(kept, home.officer) == documents.TEXT

    stand_as_one(home.victim, of_her)

    with pytest.raises(Refused, match="may hold an address"):
        read(kept, home.officer)


def test_in_a_case_without_anybody_harmed_a_document_is_still_for_those_who_see_protected_details() -> None:
    owner = builders.user("safeguarding-officer")
    by = owner.actor(on=TODAY)
    builders.allow_writes()
    case = Case.objects.create(person=builders.person(by), force=owner.force, owner=owner, next_review_on=TODAY)
    kept = attach(case, file=file(), kind=Attachment.Kind.OTHER, **act(by))

    assert read(kept, by) == documents.TEXT
    for other in (builders.actor(MANAGER), builders.actor("safeguarding-officer", force_code="14")):
        with pytest.raises(OutOfReach):
            read(kept, other)


@pytest.mark.parametrize("of", ["person", "victim"], ids=["whom the case is about", "somebody harmed in it"])
def test_for_whoever_is_barred_there_is_no_document(home: Household, of: str) -> None:
    kept, user = attached(home), builders.user(SUPERVISOR)
    assert Attachment.objects.visible_to(user.actor(on=TODAY)).exists()

    builders.bar(user, getattr(home, of))

    by = user.actor(on=TODAY)
    assert not Attachment.objects.visible_to(by).exists()
    with pytest.raises(OutOfReach):
        read(kept, by)
    with pytest.raises(OutOfReach):
        withdraw_attachment(kept, why="Mine", **act(by))


# Withdrawing


def test_a_withdrawn_document_is_given_to_nobody_and_says_why(home: Household) -> None:
    kept = withdraw_attachment(attached(home), why=" Of another case ", **act(home.officer))

    assert kept.status == "withdrawn"
    assert AttachmentChange.objects.get(attachment=kept, step="withdrawn").why == "Of another case"
    assert store.is_there(kept.key)
    with pytest.raises(Refused, match="was withdrawn"):
        read(kept, home.officer)


def test_withdrawing_needs_a_reason_happens_once_and_not_over_somebody_elses_change(home: Household) -> None:
    kept = attached(home)

    with pytest.raises(Refused, match="Say why"):
        withdraw_attachment(kept, why=" ", **act(home.officer))
    with pytest.raises(Stale):
        withdraw_attachment(kept, why="Wrong", version=kept.version + 1, **act(home.officer))
    withdraw_attachment(kept, why="Wrong", **act(home.officer))
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_attachment(kept, why="Wrong", **act(home.officer))


# Scanning


@pytest.fixture
def scanned(settings: Any) -> Iterator[None]:
    with documents.clamd() as address:
        settings.CLAMAV_URL = address
        yield


def test_with_a_scanner_a_document_is_given_out_once_it_was_found_clean(home: Household, scanned: None) -> None:
    kept = attached(home)
    assert kept.scan == "waiting"
    with pytest.raises(Refused, match="waits for the virus scanner"):
        read(kept, home.officer)

    assert [scan_documents(seconds=5), scan_documents(seconds=5)] == [1, 0]

    assert again(kept).scan == "clean"
    assert read(again(kept), home.officer) == documents.TEXT


def test_an_infected_document_is_given_to_nobody_and_its_owner_is_told(home: Household, scanned: None) -> None:
    kept = attached(home, "Letter.txt", documents.EICAR)

    scan_documents(seconds=5)

    assert again(kept).scan == "infected"
    assert AttachmentChange.objects.get(attachment=kept, step="infected").why == "Eicar-Test-Signature"
    with pytest.raises(Refused, match="A virus was found"):
        read(again(kept), home.officer)
    task = Task.objects.get(title__contains=kept.reference)
    assert (task.owner, task.person) == (home.owner, home.person)
    assert Notice.objects.filter(user=home.owner, argument=task.reference).exists()
    assert Event.objects.get(code="attachment.scanned").fields["virus"] == "Eicar-Test-Signature"


def test_of_an_owner_who_has_left_the_team_is_told(home: Household, scanned: None) -> None:
    kept = attached(home, "Letter.txt", documents.EICAR)
    builders.allow_writes()
    User.objects.filter(pk=home.owner.pk).update(is_active=False)

    scan_documents(seconds=5)

    task = Task.objects.get(title__contains=kept.reference)
    assert (task.owner, task.team) == (None, "safeguarding-officer")


def test_what_was_attached_before_there_was_a_scanner_waits_for_it_too(home: Household, settings: Any) -> None:
    kept = attached(home)
    assert read(kept, home.officer) == documents.TEXT

    with documents.clamd() as address:
        settings.CLAMAV_URL = address
        with pytest.raises(Refused, match="waits for the virus scanner"):
            read(kept, home.officer)
        assert scan_documents(seconds=5) == 1

        assert read(again(kept), home.officer) == documents.TEXT


@pytest.mark.parametrize(
    "content",
    [documents.UNSCANNABLE, documents.TOO_LONG],
    ids=["it says so", "it hangs up"],
)
def test_a_document_that_cannot_be_scanned_waits_and_holds_up_no_other(
    home: Household, scanned: None, content: bytes
) -> None:
    stuck, other = attached(home, "a.txt", content), attached(home, "b.txt")

    assert scan_documents(seconds=5) == 1

    assert (again(stuck).scan, again(other).scan) == ("waiting", "clean")
    with pytest.raises(Refused, match="waits for the virus scanner"):
        read(again(stuck), home.officer)


def test_documents_that_cannot_be_scanned_never_hold_up_those_after_them(
    home: Household, scanned: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "AT_A_TIME", 1)
    stuck, other = attached(home, "a.txt", documents.UNSCANNABLE), attached(home, "b.txt")

    assert [scan_documents(seconds=5) for _ in range(2)] == [0, 1]
    assert (again(stuck).scan, again(other).scan) == ("waiting", "clean")


def test_a_scanner_that_does_not_answer_leaves_everything_waiting(home: Household, settings: Any) -> None:
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    kept = attached(home)

    assert scan_documents(seconds=5) == 0
    assert again(kept).scan == "waiting"

    with documents.clamd() as address:
        settings.CLAMAV_URL = address
        assert scan_documents(seconds=5) == 1


def test_a_document_whose_file_is_gone_is_noted_and_not_clean(home: Household, scanned: None) -> None:
    kept = attached(home)
    store.discard(kept.key)

    assert scan_documents(seconds=5) == 0

    assert again(kept).scan == "waiting"
    assert IntegrityFinding.objects.get().check_code == "attachment_missing"
    cache.clear()  # five minutes later
    scan_documents(seconds=5)
    assert Event.objects.filter(code="attachment.differs").count() == 1


def test_without_a_scanner_nothing_is_scanned(home: Household) -> None:
    attached(home)

    assert scan_documents(seconds=5) == 0


def test_no_person_says_that_a_document_is_clean(home: Household) -> None:
    kept = attached(home)

    with pytest.raises(PermissionDenied):
        acts.record_scan(kept, verdict=acts.scanner.Verdict(), **act(builders.actor(SUPERVISOR)))
