"""`dar-verify FILE --key log.vkey`: says in words whether a file of the log is sound; needs no network."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .blocks import PROCESSES
from .bundle import Bundle, Unreadable
from .checkpoint import WrongCheckpoint
from .joined import Joined
from .keys import PublicKey, WrongKey
from .note import WrongNote
from .policy import Policy, WrongPolicy
from .published import Published, verify_published
from .redact import redact
from .verify import Report, sentences, verify

SOUND, NOT_SOUND, UNUSABLE, NOT_SHOWN = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0: sound; 1: not sound; 2: the key or the file cannot be used; 3: what is here is sound, and nobody
    can tell whether it is all."""
    asked = _parser().parse_args(arguments)
    try:
        policy = Policy.parse(Path(asked.policy).read_text(encoding="utf-8")) if asked.policy else None
        keys = [key for path in asked.key for key in _keys(path)]
        if not keys and not (policy and policy.logs):
            raise WrongKey("Give the log's public key: --key FILE, or a line `log KEY` in the policy.")
        witnesses = [key for path in asked.witness for key in _keys(path)]
        earlier = [Path(path).read_bytes() for path in asked.earlier]
        report = _verified(asked, keys, witnesses=witnesses, earlier=earlier, policy=policy)
    except (WrongKey, WrongPolicy, WrongNote, WrongCheckpoint, Unreadable, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    sys.stdout.write("\n".join([*sentences(report), ""]))
    if not report.is_sound:
        return NOT_SOUND
    return NOT_SHOWN if report.unshown else SOUND


def _verified(asked: argparse.Namespace, keys: list[PublicKey], **known: Any) -> Report:
    """The report on what was named: a published log, or a file of entries."""
    places = [Path(each) for each in asked.file]
    if len(places) == 1 and Published.is_at(places[0]):
        return verify_published(places[0], keys, **known)
    bundle = Bundle(places[0]) if len(places) == 1 else Joined(places)
    published = Published(Path(asked.published)) if asked.published else None
    own = {"published": published, "withheld": asked.withheld, "processes": asked.processes}
    report = verify(bundle, keys, **own, **known)
    if asked.redact and report.is_sound:
        report.right(f"{redact(bundle, asked.redact, Path(asked.into)):,} values were taken out of {asked.into}.")
    return report


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dar-verify", description=__doc__)
    parser.add_argument(
        "file", nargs="+", help="the zip that the register gave, or all its parts; or the folder of a published log"
    )
    parser.add_argument("--published", help="the folder of the published log, which the file must belong to")
    parser.add_argument("--key", action="append", default=[], help="a file of the log's public keys, one a line")
    parser.add_argument("--witness", action="append", default=[], help="a file of public keys of witnesses")
    parser.add_argument("--policy", help="a file of who is trusted, and how many witnesses must vouch")
    parser.add_argument("--earlier", action="append", default=[], help="a checkpoint of the log that you kept")
    parser.add_argument(
        "--redact", action="append", default=[], help="write a copy without this field, such as actor_label"
    )
    parser.add_argument(
        "--withheld", type=int, default=0, help="how many entries you know that you may not see; none if left out"
    )
    parser.add_argument("--processes", type=int, default=PROCESSES, help="how many at most read a long file at once")
    parser.add_argument("--into", default="redacted.zip", help="where that copy goes")
    return parser


def _keys(path: str) -> list[PublicKey]:
    return [PublicKey.parse(line) for line in Path(path).read_text(encoding="utf-8").split("\n") if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
