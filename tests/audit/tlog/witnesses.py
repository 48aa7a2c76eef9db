"""A witness that really answers, in a thread, with a folder and a clock of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.tlog.keeping import Keeping
from clients.dar_verify.keys import PublicKey
from clients.dar_witness.kept import Kept
from clients.dar_witness.server import Server
from clients.dar_witness.witness import Witness

NAME = "inspectorate"
AT = 1_795_680_000


@contextmanager
def answering(folder: Path, logs: list[PublicKey]) -> Iterator[str]:
    """The witness of the folder, made when there is none; gives its address."""
    kept = Kept(folder)
    if not (folder / "key").exists():
        kept.make_key("witness.example/inspectorate")
    with Server(("127.0.0.1", 0), Witness(kept, logs, lambda: AT)) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            serving.join()


def policy_of(folder: Path, keeping: Keeping, url: str) -> str:
    """A policy of the log and that one witness, which must vouch."""
    key, log = Kept(folder).key().public, keeping.keys()[0].public
    return f"log {log}\nwitness {NAME} {key} {url}\nquorum {NAME}\n"
