"""Signed notes, keys, checkpoints and cosignatures: published ones verify, and every change is refused."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.dar_verify import checkpoint, note
from clients.dar_verify.checkpoint import Checkpoint, WrongCheckpoint
from clients.dar_verify.keys import COSIGNATURE, PrivateKey, PublicKey, WrongKey
from clients.dar_verify.note import Note, WrongNote

# The example of Go's golang.org/x/mod/sumdb/note (BSD-3-Clause).
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_NOTE = (
    f"{GO_TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
LOG = PrivateKey.new("register.example/audit")
WITNESS = PrivateKey.new("witness.example/w1", COSIGNATURE)
AT = datetime(2026, 11, 26, 9, 0, 5, tzinfo=UTC)
HEAD = Checkpoint("register.example/audit", 20852163, b"r" * 32, AT, b"c" * 32)


def test_a_published_note_verifies() -> None:
    vouched = Note.parse(GO_NOTE).vouched_by([PublicKey.parse(GO_PUBLIC)])

    assert [each.key.name for each in vouched] == ["PeterNeumann"]


def test_a_published_key_signs_the_published_note() -> None:
    key = PrivateKey.parse(GO_PRIVATE)

    assert str(note.sign(GO_TEXT, [key])) == GO_NOTE
    assert (str(key.public), key.secret()) == (GO_PUBLIC, GO_PRIVATE)


def test_a_checkpoint_is_written_as_the_standard_writes_it() -> None:
    root = base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

    assert Checkpoint("example.com/behind-the-sofa", 20852163, root).text == text
    assert Checkpoint.parse(text) == Checkpoint("example.com/behind-the-sofa", 20852163, root)


def test_a_checkpoint_keeps_its_time_and_its_counts() -> None:
    assert HEAD.text.splitlines()[3:] == [
        "time 2026-11-26T09:00:05Z",
        "counts Y2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2M=",
    ]
    assert Checkpoint.parse(HEAD.text) == HEAD


def test_lines_that_nobody_here_knows_are_passed_over() -> None:
    assert Checkpoint.parse(f"{HEAD.text}weather fine\n") == HEAD


def test_of_a_line_said_twice_the_first_counts() -> None:
    assert Checkpoint.parse(f"{HEAD.text}time 1999-01-01T00:00:00Z\n") == HEAD


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("log\n1\n", id="two lines"),
        pytest.param("log\n01\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n", id="a zero before the size"),
        pytest.param("log\n-1\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n", id="a size below nothing"),
        pytest.param("log\n1\ncnJy\n", id="a short root"),
        pytest.param("log\n1\n!!!!\n", id="a root that is not base64"),
        pytest.param("log\n1\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n\nmore\n", id="an empty line"),
        pytest.param("log\n1\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\ntime soon\n", id="no time"),
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(WrongCheckpoint):
        Checkpoint.parse(text)


def test_a_signed_checkpoint_is_opened_with_the_key_of_its_log() -> None:
    signed = checkpoint.opened(str(note.sign(HEAD.text, [LOG])), log=[LOG.public])

    assert signed.checkpoint == HEAD


def test_a_checkpoint_of_another_log_is_refused_though_the_key_is_known() -> None:
    other = Checkpoint("register.example/other", 1, b"r" * 32)

    with pytest.raises(WrongCheckpoint, match=r"register\.example/other, which is not the log of your key"):
        checkpoint.opened(str(note.sign(other.text, [LOG])), log=[LOG.public])


def test_a_checkpoint_that_only_a_stranger_signed_is_refused() -> None:
    stranger = PrivateKey.new("register.example/audit")

    with pytest.raises(WrongNote, match="No key of the log that you gave has signed"):
        checkpoint.opened(str(note.sign(HEAD.text, [stranger])), log=[LOG.public])


def test_a_witness_alone_does_not_make_a_checkpoint_of_the_log() -> None:
    cosigned = Note(HEAD.text, (note.cosign(HEAD.text, WITNESS, at=1_764_147_605),))

    with pytest.raises(WrongNote, match="No key of the log"):
        checkpoint.opened(str(cosigned), log=[LOG.public], witnesses=[WITNESS.public])


def test_a_witness_vouches_with_the_time_at_which_it_looked() -> None:
    signed = note.sign(HEAD.text, [LOG]).with_signatures([note.cosign(HEAD.text, WITNESS, at=1_764_147_605)])

    opened = checkpoint.opened(str(signed), log=[LOG.public], witnesses=[WITNESS.public])

    assert [(each.key.name, each.at) for each in opened.vouched] == [
        ("register.example/audit", None),
        ("witness.example/w1", 1_764_147_605),
    ]


def test_a_cosignature_signs_the_message_of_the_standard() -> None:
    signature = note.cosign(HEAD.text, WITNESS, at=1679315147)

    message = b"cosignature/v1\ntime 1679315147\n" + HEAD.text.encode()
    assert int.from_bytes(signature.body[:8], "big") == 1679315147
    assert WITNESS.public.has_signed(signature.body[8:], message)


def test_a_cosignature_with_another_time_spoils_the_note() -> None:
    signature = note.cosign(HEAD.text, WITNESS, at=1_764_147_605)
    redated = note.Signature(signature.name, signature.key_id, (1).to_bytes(8, "big") + signature.body[8:])
    signed = note.sign(HEAD.text, [LOG]).with_signatures([redated])

    with pytest.raises(WrongNote, match=r"The signature of witness\.example/w1 is not that of its key"):
        signed.vouched_by([LOG.public, WITNESS.public])


def test_while_keys_change_either_opens_the_checkpoint() -> None:
    newer = PrivateKey.new("register.example/audit")
    both = str(note.sign(HEAD.text, [LOG, newer]))

    assert checkpoint.opened(both, log=[LOG.public]).checkpoint == HEAD
    assert checkpoint.opened(both, log=[newer.public]).checkpoint == HEAD


@given(st.integers(0, len(GO_TEXT) - 1), st.characters(min_codepoint=32, max_codepoint=0x2FF))
def test_no_letter_of_a_note_can_change(at: int, letter: str) -> None:
    changed = GO_TEXT[:at] + letter + GO_TEXT[at + 1 :]
    forged = Note(changed, Note.parse(GO_NOTE).signatures)

    if changed != GO_TEXT:
        with pytest.raises(WrongNote):
            forged.vouched_by([PublicKey.parse(GO_PUBLIC)])


@pytest.mark.parametrize(
    ("written", "why"),
    [
        pytest.param("text\n", "no signatures", id="no signature"),
        pytest.param("text\n\n— name AAAAAAAA", "no signatures", id="no line feed at the end"),
        pytest.param("text\n\n- name AAAAAAAA\n", "is no signature", id="a hyphen for a dash"),
        pytest.param("text\n\n— na+me AAAAAAAA\n", "is no signature", id="a plus sign in a name"),
        pytest.param("text\n\n— name AAAA\n", "is no signature", id="nothing after the id"),
        pytest.param("text\n\n— name ????\n", "not base64", id="no base64"),
        pytest.param("te\txt\n\n— name AAAAAAAA\n", "a control character", id="a tab"),
        pytest.param(b"te\xffxt\n\n", "not UTF-8", id="other bytes"),
        pytest.param("text\n\n" + "— name AAAAAAAA\n" * 101, "more than 100", id="a hundred and one"),
        pytest.param("x" * 1_000_001, "too long", id="a million letters"),
    ],
)
def test_what_is_no_note_is_refused(written: str | bytes, why: str) -> None:
    with pytest.raises(WrongNote, match=why):
        Note.parse(written)


def test_sixteen_signatures_are_accepted() -> None:
    keys = [PrivateKey.new(f"witness.example/{number}") for number in range(16)]

    signed = Note.parse(str(note.sign(GO_TEXT, keys)))

    assert len(signed.vouched_by([key.public for key in keys])) == 16


def test_a_note_may_hold_empty_lines() -> None:
    signed = Note.parse(str(note.sign("one\n\ntwo\n", [LOG])))

    assert signed.text == "one\n\ntwo\n"
    assert len(signed.vouched_by([LOG.public])) == 1


def test_a_text_without_a_line_feed_cannot_be_signed() -> None:
    with pytest.raises(WrongNote, match="ends in a line feed"):
        note.sign("text", [LOG])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("PeterNeumann+c74f20a3", id="a part missing"),
        pytest.param("PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", id="another name"),
        pytest.param("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX", id="another key"),
        pytest.param("PeterNeumann+c74f20a3+AxpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", id="another kind"),
        pytest.param("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", id="a space"),
        pytest.param("PeterNeumann+c74f20a3+????", id="no base64"),
    ],
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(WrongKey):
        PublicKey.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GO_PUBLIC, id="a public key"),
        pytest.param(GO_PRIVATE.replace("c74f20a3", "c74f20a4"), id="another check"),
    ],
)
def test_what_is_no_private_key_is_refused(text: str) -> None:
    with pytest.raises(WrongKey):
        PrivateKey.parse(text)


def test_a_key_has_a_name_without_spaces() -> None:
    with pytest.raises(WrongKey, match="no spaces"):
        PrivateKey.new("the log")


def test_a_private_key_is_not_shown_by_accident() -> None:
    assert LOG.secret().rsplit("+", 1)[1] not in f"{LOG!r} {LOG}"


def test_counts_are_written_in_the_order_of_their_keys() -> None:
    text = checkpoint.counts_text({"force 14": 2, "all": 7, "force 13": 5})

    assert text == "all 7\nforce 13 5\nforce 14 2\n"
    assert checkpoint.parsed_counts(text) == {"force 14": 2, "all": 7, "force 13": 5}


@pytest.mark.parametrize(
    "text",
    ["force 13 5\nall 7\n", "all 7", "all 07\n", "all\n", "all 7\nall 8\n"],
    ids=["out of order", "no line feed", "a zero before", "no number", "twice"],
)
def test_counts_that_a_log_would_not_write_are_refused(text: str) -> None:
    with pytest.raises(WrongCheckpoint):
        checkpoint.parsed_counts(text)
