"""The log's pages, through HTTP, as those who may read it and those who may not."""

from __future__ import annotations

import hashlib
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from audit.core.entry import Reason
from audit.models import Event
from tests import builders
from tests.audit.web.conftest import CHANGED, LOOKED, PASSED_ON, RECORD, SignIn, wrote

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def readings(code: str) -> list[Event]:
    return list(Event.objects.filter(code=code).order_by("at"))


SEARCH, DOWNLOAD = reverse("log-search"), reverse("log-download")
WHO_LOOKED = reverse("who-looked", args=[RECORD])


def test_log_search_shows_entries_newest_first(auditor: Client) -> None:
    wrote(LOOKED)
    wrote(CHANGED)

    shown = page(auditor, SEARCH, record=RECORD)

    assert shown.index("Person: changed") < shown.index("Card: opened")
    assert "Priya Shah" in shown
    assert "Live call: Incident 4471" in shown
    assert "West Yorkshire" in shown


def test_log_search_is_an_entry_itself_with_its_filters(auditor: Client) -> None:
    event = wrote()

    page(auditor, SEARCH, record=RECORD, operation="consultation", since_on="2026-01-01")

    (reading,) = readings("audit.searched")
    filters = {"record": RECORD, "operation": "consultation", "since_on": "2026-01-01"}
    assert reading.fields == {"filters": filters, "count": 1}
    assert reading.references == [str(event.pk)]
    assert (reading.object_ref, reading.reason) == (RECORD, "oversight")


FILTERS = {
    "record": ({"record": "DAR-AAAA-AAAA"}, {"record": RECORD}),
    "operation": ({"operation": "erasure"}, {"operation": "consultation"}),
    "force": ({"force": "14"}, {"force": "13"}),
    "from": ({"since_on": "2126-01-01"}, {"since_on": "2026-01-01"}),
    "until": ({"until_on": "2026-01-01"}, {"until_on": "2126-01-01"}),
}


@pytest.mark.parametrize(("without", "within"), FILTERS.values(), ids=FILTERS)
def test_log_search_narrows_by(auditor: Client, without: dict[str, str], within: dict[str, str]) -> None:
    wrote(LOOKED)

    assert "Card: opened" in page(auditor, SEARCH, **within)
    assert "Card: opened" not in page(auditor, SEARCH, **without)


def test_log_search_narrows_by_actor(auditor: Client) -> None:
    one, other = builders.user(name="Priya Shah"), builders.user(name="Tom Reid")
    wrote(by=one)
    wrote(by=other)

    shown = page(auditor, SEARCH, by=other.reference)

    assert "Tom Reid" in shown
    assert "Priya Shah" not in shown


def test_log_search_finds_records_that_were_shown_among_others(auditor: Client) -> None:
    wrote(about="", shown=("DAR-AAAA-AAAA", RECORD))

    assert "Card: opened" in page(auditor, SEARCH, record=RECORD)


def test_log_search_goes_on_where_the_page_ended(auditor: Client) -> None:
    by = builders.user()
    written = [str(wrote(by=by).pk) for _ in range(51)]

    first = page(auditor, SEARCH, record=RECORD)
    (older,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = page(auditor, SEARCH + older.replace("&amp;", "&"))

    assert [pk for pk in written if pk in first] == written[1:]
    assert [pk for pk in written if pk in second] == written[:1]
    assert 'rel="next"' not in second


@pytest.mark.parametrize("after", ["not-a-uuid", str(uuid.uuid4()), "\x00"], ids=["word", "unknown", "NUL"])
def test_log_search_after_an_entry_that_is_not_there_is_not_found(auditor: Client, after: str) -> None:
    assert auditor.get(SEARCH, {"after": after}).status_code == 404


def test_log_search_puts_what_was_typed_into_the_address_only_once_it_is_a_reference(auditor: Client) -> None:
    response = auditor.post(SEARCH, {"record": " dar-2c4e-6g8h "})

    assert response.status_code == 302
    assert response["Location"] == f"{SEARCH}?record={RECORD}"


def test_log_search_leads_to_who_looked(auditor: Client) -> None:
    response = auditor.post(SEARCH, {"record": RECORD, "record_page": "1"})

    assert response["Location"] == WHO_LOOKED


@pytest.mark.parametrize("field", ["record", "by"])
@pytest.mark.parametrize(
    "typed",
    ["Marek Kowalski", "kowalski", "<script>", "a\x00b", "D" * 10_000, "DAR-1' OR 1=1"],
    ids=lambda text: text[:12],
)
def test_log_search_refuses_what_is_no_reference_and_records_nothing_of_it(
    auditor: Client, field: str, typed: str
) -> None:
    shown = auditor.post(SEARCH, {field: typed}).content.decode()

    assert "There is a problem" in shown
    assert "<script>" not in re.sub(r"<script src=[^>]+>", "", shown)
    assert "Card: opened" not in shown
    assert readings("audit.searched") == []


def test_log_search_that_cannot_be_understood_shows_nothing(auditor: Client) -> None:
    """A filter that is not understood must not become no filter."""
    wrote()

    shown = page(auditor, SEARCH, since_on="yesterday")

    assert "There is a problem" in shown
    assert "Card: opened" not in shown


def test_a_force_reads_what_its_own_people_did(standards: Client) -> None:
    wrote(by=builders.user(force_code="13", name="Priya Shah"))
    wrote(by=builders.user(force_code="14", name="Tom Reid"))

    for shown in (page(standards, SEARCH, record=RECORD), page(standards, WHO_LOOKED)):
        assert "Tom Reid" in shown
        assert "Priya Shah" not in shown


def test_a_force_cannot_ask_for_another(standards: Client) -> None:
    wrote(by=builders.user(force_code="13", name="Priya Shah"))

    assert "Priya Shah" not in page(standards, SEARCH, force="13")


def test_log_search_of_what_is_out_of_reach_answers_like_nothing(standards: Client) -> None:
    """The same page for a record that only others touched as for one that does not exist."""
    wrote(by=builders.user(force_code="13"))

    assert anonymous(page(standards, SEARCH, record=RECORD), RECORD) == anonymous(
        page(standards, SEARCH, record="DAR-AAAA-AAAA"), "DAR-AAAA-AAAA"
    )


def test_who_looked_at_what_is_out_of_reach_answers_like_nothing(standards: Client) -> None:
    wrote(by=builders.user(force_code="13"))
    unknown = reverse("who-looked", args=["DAR-AAAA-AAAA"])

    assert anonymous(page(standards, WHO_LOOKED), RECORD) == anonymous(page(standards, unknown), "DAR-AAAA-AAAA")


def anonymous(shown: str, reference: str) -> str:
    """The page without the reference that was asked for and without what changes at each request."""
    shown = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', r"\1", shown)
    return re.sub(r"\d{1,2}:\d{2}", "", shown).replace(reference, "…")


def test_who_looked_says_who_when_why_and_from_where(auditor: Client) -> None:
    wrote(LOOKED)

    shown = page(auditor, WHO_LOOKED)

    for words in (
        "Priya Shah",
        "West Yorkshire",
        "Control-room specialist",
        "Live call: Incident 4471",
        "Card: opened",
    ):
        assert words in shown


def test_who_looked_gathers_one_persons_acts_and_counts_them(auditor: Client) -> None:
    by = builders.user(name="Priya Shah")
    for _ in range(3):
        wrote(LOOKED, by=by)
    wrote(CHANGED, by=by)

    shown = page(auditor, WHO_LOOKED)

    assert shown.count("Priya Shah") == 1
    assert re.search(r"Card: opened<span[^>]*>, [^<]*</span></a>: \d\d:\d\d[^<]*, 3 times", shown)
    assert "Looked at by 1" in shown
    assert "Changed by 1" in shown


def test_who_looked_says_who_received_it(auditor: Client) -> None:
    wrote(PASSED_ON, recipients=("force-14",))

    assert "Alert: raised, for South Yorkshire Police" in page(auditor, WHO_LOOKED)


def test_who_looked_says_when_a_record_was_shown_among_others(auditor: Client) -> None:
    wrote(LOOKED, about="", shown=(RECORD, "DAR-AAAA-AAAA"))

    assert re.search(r"Card: opened<span[^>]*>, [^<]*</span></a>, among others", page(auditor, WHO_LOOKED))


def test_who_looked_says_who_was_refused(auditor: Client) -> None:
    wrote(LOOKED, outcome="denied")

    assert "Card: opened (not permitted)" in page(auditor, WHO_LOOKED, act="refused")
    assert "No entries found" in page(auditor, WHO_LOOKED, act="looked")


@pytest.mark.parametrize("act", ["everything", "LOOKED", "\x00"], ids=["word", "case", "NUL"])
def test_who_looked_of_an_unknown_kind_is_not_found(auditor: Client, act: str) -> None:
    assert auditor.get(WHO_LOOKED, {"act": act}).status_code == 404


def test_who_looked_is_an_entry_itself_and_shows_in_the_next_one(auditor: Client) -> None:
    wrote()
    page(auditor, WHO_LOOKED)

    shown = page(auditor, WHO_LOOKED)

    reading = readings("audit.record_reviewed")[0]
    assert (reading.object_ref, reading.fields) == (RECORD, {"act": "", "count": 1})
    assert "Olu Adeyemi" in shown
    assert "Log of it read by 1" in shown


def entry_page(client: Client, event: Event) -> str:
    return page(client, reverse("log-entry", args=[event.pk]))


def test_log_entry_says_everything_in_words(auditor: Client) -> None:
    shown = entry_page(auditor, wrote(CHANGED, line=12, name="Marek Kowalski", note="He said"))

    for words in ("Person: changed", "Priya Shah", "Alteration", "Live call: Incident 4471"):
        assert words in shown
    assert re.search(r"Line\s*</dt>\s*<dd[^>]*>\s*12", shown)


def test_log_entry_keeps_personal_values_apart(auditor: Client) -> None:
    shown = entry_page(auditor, wrote(CHANGED, name="Marek Kowalski", note="He said"))

    assert "Kowalski" not in shown
    assert "He said" not in shown
    assert shown.count("Recorded, kept apart") == 2


def test_log_entry_says_what_the_database_noted(auditor: Client) -> None:
    person = builders.person()
    event = Event.objects.get(code="person.registered", object_ref=person.reference)
    connection.check_constraints()

    assert "register_person" in entry_page(auditor, event)


def test_log_entry_is_an_entry_itself_about_the_same_person(auditor: Client) -> None:
    event = wrote()

    entry_page(auditor, event)

    (reading,) = readings("audit.entry_read")
    assert (reading.object_type, reading.object_ref) == ("audit.event", str(event.pk))
    assert (reading.subject_ref, reading.subject_category) == (RECORD, "suspect")


def test_log_entry_of_another_force_is_not_found_like_one_that_does_not_exist(standards: Client) -> None:
    event = wrote(by=builders.user(force_code="13"))

    other = standards.get(reverse("log-entry", args=[event.pk]))
    none = standards.get(reverse("log-entry", args=[uuid.uuid4()]))

    assert (other.status_code, none.status_code) == (404, 404)
    assert other.content == none.content
    assert readings("access.denied")[0].object_ref == str(event.pk)


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "right to left": "\u202eevil",
    "quotes": "\"'><b>",
    "10 kB": "x" * 10_240,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_shown_harmlessly(auditor: Client, text: str) -> None:
    event = wrote(CHANGED, by=builders.user(name=text[:100]), why=Reason("investigation", text), line=text)

    for shown in (page(auditor, SEARCH, record=RECORD), page(auditor, WHO_LOOKED), entry_page(auditor, event)):
        assert "<script>alert" not in shown
        assert "<b>" not in shown


def download(client: Client, file_format: str, **query: str) -> Any:
    address = DOWNLOAD + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")
    return client.post(address, {"file_format": file_format})


@pytest.mark.parametrize("file_format", ["csv", "ndjson"])
def test_log_download_is_an_entry_with_its_rows_and_its_hash(auditor: Client, file_format: str) -> None:
    wrote()
    wrote()

    response = download(auditor, file_format, record=RECORD)
    body = response.getvalue()

    (exported,) = readings("audit.exported")
    assert exported.fields == {
        "filters": {"record": RECORD},
        "file_format": file_format,
        "rows": 2,
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    assert (exported.operation, exported.object_ref) == ("disclosure", RECORD)
    assert int(response["Content-Length"]) == len(body)
    assert re.fullmatch(rf'attachment; filename="log-\d{{8}}T\d{{6}}Z.{file_format}"', response["Content-Disposition"])
    assert "no-store" in response["Cache-Control"]


def test_log_download_asks_for_the_kind_of_file(auditor: Client) -> None:
    shown = page(auditor, DOWNLOAD, record=RECORD)

    assert f"Record {RECORD}" in shown
    assert "There is a problem" in auditor.post(DOWNLOAD, {}).content.decode()
    assert readings("audit.exported") == []


def test_log_download_of_a_scope_that_cannot_be_understood_gives_nothing(auditor: Client) -> None:
    response = download(auditor, "csv", since_on="yesterday")

    assert "There is a problem" in response.content.decode()
    assert readings("audit.exported") == []


def test_log_download_holds_what_the_reader_may_read(standards: Client) -> None:
    wrote(by=builders.user(force_code="13", name="Priya Shah"))
    wrote(by=builders.user(force_code="14", name="Tom Reid"))

    response = download(standards, "csv")
    body = response.getvalue().decode()

    assert "Tom Reid" in body
    assert "Priya Shah" not in body


def test_log_download_of_too_many_comes_in_parts_of_what_is_sealed(
    auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.web.actions.MOST_EXPORTED", 1)
    wrote()
    wrote()

    response = download(auditor, "csv", record=RECORD)

    assert "have not been sealed and signed yet. Wait a minute" in response.content.decode()
    assert readings("audit.exported") == []


@pytest.mark.parametrize(
    ("role", "force_code", "may"),
    [
        ("oversight-auditor", None, {SEARCH, WHO_LOOKED, DOWNLOAD}),
        ("professional-standards", "13", {SEARCH, WHO_LOOKED, DOWNLOAD}),
        ("supervisor", "13", {SEARCH, WHO_LOOKED}),
        ("control-room-specialist", "13", set()),
        ("force-administrator", "13", set()),
        ("partner-agency", None, set()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_who_may_read_the_log(sign_in: SignIn, role: str, force_code: str | None, may: set[str]) -> None:
    client = sign_in(builders.user(role, force_code=force_code))

    answers = {address: client.get(address).status_code for address in (SEARCH, WHO_LOOKED, DOWNLOAD)}

    assert answers == {address: 200 if address in may else 403 for address in answers}


@pytest.mark.parametrize("address", [SEARCH, WHO_LOOKED, DOWNLOAD], ids=["search", "who looked", "download"])
def test_whoever_is_not_signed_in_is_sent_to_sign_in(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("reference", ["Marek Kowalski", "%00", "a/b", "x" * 61], ids=["name", "NUL", "slash", "long"])
def test_who_looked_takes_references_only(auditor: Client, reference: str) -> None:
    assert auditor.get(f"/log/people/{reference}").status_code == 404
