"""The pages of documents: attaching one, downloading it as a file, and what each reader sees of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from audit.models import Event
from cases.actions.attachments import MEGABYTE, withdraw_attachment
from cases.actions.cases import close_case
from cases.actions.incidents import record_incident
from cases.attachments import store
from cases.models import Attachment
from tests import builders
from tests.cases import documents
from tests.cases.builders import CANARIES, CANARY_LINE, CANARY_PHONE, CANARY_POSTCODE, Household, act, refuge
from tests.cases.conftest import Visit
from tests.cases.documents import attached, file
from tests.cases.test_canary import ENTITLED, READERS
from tests.cases.web.pages import get, post, words
from tests.cases.web.test_case_pages import queries

pytestmark = pytest.mark.django_db
TOLD = f"She is at {CANARY_LINE}, {CANARY_POSTCODE}, ring {CANARY_PHONE}".encode()


def download(client: Client, kept: Attachment) -> HttpResponse:
    return post(client, "document", kept.reference)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def documents_of(client: Client, home: Household) -> HttpResponse:
    return get(client, "case-section", home.case.reference, "documents")


def test_a_document_is_attached_and_stands_on_the_page_of_the_case(home: Household, visit: Visit) -> None:
    incident = record_incident(home.owner.force, person=home.person, **act(home.officer))
    client = visit("safeguarding-officer")

    answer = post(
        client, "attach-document", home.case.reference, file=file("Her words.txt"), kind="statement",
        incident=incident.reference,
    )  # fmt: skip

    assert answer["Location"] == reverse("case-section", args=[home.case.reference, "documents"])
    page = words(client.get(answer["Location"]))
    assert "The document is in the case." in page
    assert "Statement : Her words.txt" in page and incident.reference in page
    assert "no virus scanner is set up" in page
    assert "Document attached: statement" in words(get(client, "case", home.case.reference))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param({"kind": "statement"}, "Choose the document.", id="no file"),
        pytest.param({"file": ("a.txt", b""), "kind": "statement"}, "The file is empty.", id="empty"),
        pytest.param({"file": ("a.zip", documents.DOCX), "kind": "statement"}, "Unpack it", id="archive"),
        pytest.param({"file": ("a.pdf", documents.TEXT), "kind": "statement"}, "is not. Save it anew", id="disguised"),
        pytest.param({"file": ("a.txt", b"x" * (MEGABYTE + 1)), "kind": "statement"}, "larger than 1 MB", id="large"),
        pytest.param({"file": ("a.txt", b"x")}, "Choose what kind of document it is.", id="no kind"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    home: Household, visit: Visit, settings: Any, typed: dict[str, Any], says: str
) -> None:
    settings.LARGEST_ATTACHMENT_BYTES = MEGABYTE
    incident = record_incident(home.owner.force, person=home.person, **act(home.officer))
    given = {**typed, "incident": incident.reference}
    if "file" in typed:
        given["file"] = file(*typed["file"])

    answer = post(visit("safeguarding-officer"), "attach-document", home.case.reference, **given)

    page = answer.content.decode()
    assert says in words(answer) and "Error:" in page
    assert f'value="{incident.reference}" selected' in page
    assert ('value="statement"' in page and "checked" in page) is ("kind" in typed)
    assert ("Choose the document again" in page) is ("kind" not in typed)
    assert not Attachment.objects.exists()


def test_a_document_is_downloaded_as_a_file_and_never_shown(home: Household, visit: Visit) -> None:
    kept = attached(home, "Asha.pdf", documents.PDF)

    answer = download(visit("safeguarding-officer"), kept)

    assert body(answer) == documents.PDF
    assert answer["Content-Disposition"] == f'attachment; filename="{kept.reference}.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(kept.size)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    assert Event.objects.filter(code="attachment.read", object_ref=kept.reference).count() == 1


def test_a_link_that_is_followed_by_itself_downloads_nothing(home: Household, visit: Visit) -> None:
    kept = attached(home)

    assert get(visit("safeguarding-officer"), "document", kept.reference).status_code == 405
    assert not Event.objects.filter(code="attachment.read").exists()


@pytest.mark.parametrize(("role", "force"), READERS, ids=[f"{role} of {force}" for role, force in READERS])
@pytest.mark.parametrize("in_refuge", [False, True], ids=["confidential", "in refuge"])
def test_a_document_and_its_name_tell_nobody_what_they_may_not_know(
    home: Household, visit: Visit, role: str, force: str | None, in_refuge: bool
) -> None:
    kept = attached(home, f"{CANARY_LINE}.txt", TOLD)
    if in_refuge:
        refuge(home.pair, home.officer)
    client = visit(role, force)
    is_entitled = (role, force) in ENTITLED and not in_refuge

    given, listed = download(client, kept), documents_of(client, home)

    assert (body(given) == TOLD) is is_entitled
    for each in (listed, client.get(given["Location"]) if given.status_code == 302 else given):
        if not is_entitled:
            assert not [planted for planted in CANARIES if planted in body(each).decode()]
    if is_entitled:
        assert CANARY_LINE in words(listed)


def test_whoever_sees_that_there_is_a_document_reads_why_it_is_withheld(home: Household, visit: Visit) -> None:
    kept = attached(home)
    refuge(home.pair, home.officer)
    client = visit("supervisor")

    answer = client.post(reverse("document", args=[kept.reference]), follow=True)

    assert "Withheld: it may hold an address or a number that you may not see." in words(answer)
    assert "Download" not in words(answer)
    assert "refuge" not in words(answer).split("Documents")[-1].lower()


def test_for_an_offender_manager_there_is_no_document_in_the_case(home: Household, visit: Visit) -> None:
    kept = attached(home)
    client = visit("offender-manager")

    assert "No document, or none that you may see." in words(documents_of(client, home))
    assert "Document attached" not in words(get(client, "case", home.case.reference))
    assert download(client, kept).status_code == 404


def test_for_whoever_is_barred_the_document_is_absent(home: Household) -> None:
    kept, user = attached(home), builders.user("supervisor")
    builders.bar(user, home.victim)
    client = builders.sign_in(Client(), user)

    there, absent = download(client, kept), post(client, "document", "AT-0000000000")

    assert there.status_code == absent.status_code == 404
    assert there.content == absent.content


def test_a_file_that_was_changed_is_refused_in_words(home: Household, visit: Visit) -> None:
    kept = attached(home)
    store.discard(kept.key)

    answer = visit("safeguarding-officer").post(reverse("document", args=[kept.reference]), follow=True)

    assert "not as it was received" in words(answer)


def test_a_document_is_withdrawn_with_a_reason_and_can_no_longer_be_opened(home: Household, visit: Visit) -> None:
    kept = attached(home)
    client = visit("safeguarding-officer")

    empty = post(client, "withdraw-document", kept.reference, version=kept.version, why="")
    done = post(client, "withdraw-document", kept.reference, version=kept.version, why="Of another case")

    assert "Say why it is withdrawn." in words(empty)
    page = words(client.get(done["Location"]))
    assert "Withdrawn" in page and "Download" not in page
    assert "Document withdrawn: statement" in words(get(client, "case", home.case.reference))


def test_the_page_to_withdraw_a_document_tells_nothing_of_it(home: Household, visit: Visit) -> None:
    kept = attached(home, f"{CANARY_LINE}.txt")

    assert not [
        each for each in CANARIES if each in words(get(visit("supervisor"), "withdraw-document", kept.reference))
    ]


def test_a_briefing_on_paper_names_no_document(home: Household, visit: Visit) -> None:
    attached(home, "Her words.txt")

    paper = post(visit("supervisor"), "case-briefing", home.case.reference, recipient="PC Adeyemi", purpose="Visit")

    assert "Withheld: it may hold an address" in words(paper)
    assert "Her words" not in words(paper) and "Download" not in words(paper)


def test_in_a_closed_case_documents_are_read_and_nothing_more(home: Household, visit: Visit) -> None:
    kept = attached(home)
    close_case(home.case, why="Moved abroad", **act(home.officer))
    client = visit("safeguarding-officer")

    page = documents_of(client, home)

    assert "Download" in words(page) and "Withdraw" not in words(page)
    assert body(download(client, kept)) == documents.TEXT


def test_the_part_costs_the_same_however_many_documents_there_are(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")
    address = reverse("case-section", args=[home.case.reference, "documents"])
    for number in range(2):
        attached(home, content=b"%d" % number)
    few = queries(client, address)

    for number in range(2, 7):
        kept = attached(home, content=b"%d" % number)
    withdraw_attachment(kept, why="Wrong", **act(home.officer))

    assert queries(client, address) == few
