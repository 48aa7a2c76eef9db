"""`dar-witness new NAME`, `dar-witness serve`, `dar-witness last`: a witness of the log, run by another body."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ..dar_verify.keys import PublicKey, WrongKey
from .kept import Kept, Unusable
from .server import Server
from .witness import Witness

DONE, UNUSABLE = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0: done; 2: the folder or a key cannot be used."""
    asked = _parser().parse_args(arguments)
    kept = Kept(Path(asked.keep))
    try:
        if asked.act == "new":
            sys.stdout.write(f"{kept.make_key(asked.name).public}\n")
        elif asked.act == "last":
            sys.stdout.write("\n".join(kept.notes()))
        else:
            serve(kept, [Path(path) for path in asked.log], asked.listen)
    except (Unusable, WrongKey, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    return DONE


def serve(kept: Kept, logs: Sequence[Path], listen: str) -> None:
    """Answer until asked to stop."""
    kept.claim()
    host, _, port = listen.rpartition(":")
    witness = Witness(kept, [key for path in logs for key in _keys(path)], time.time)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(DONE))
    with Server((host, int(port)), witness) as server:
        sys.stdout.write(f"{witness.key.public} listens on {host}:{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dar-witness", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    new = acts.add_parser("new", help="make the witness's key, and say the public one")
    new.add_argument("name", help="such as witness.example/inspectorate")
    serving = acts.add_parser("serve", help="answer the logs")
    serving.add_argument("--log", action="append", required=True, help="a file of a log's public keys, one a line")
    serving.add_argument("--listen", default="127.0.0.1:8440", help="HOST:PORT")
    last = acts.add_parser("last", help="say what was signed last for each log")
    for act in (new, serving, last):
        act.add_argument("--keep", required=True, help="the witness's folder")
    return parser


def _keys(path: Path) -> list[PublicKey]:
    return [PublicKey.parse(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
