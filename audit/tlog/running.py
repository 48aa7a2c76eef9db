"""The sealer as it runs: one leads, seals what waits and signs; any other waits for its turn."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

from audit.tlog.keeping import Keeping
from audit.tlog.publishing import Publisher, Publishing
from audit.tlog.sealing import AT_ONCE, Session, overlooked, seal_waiting, size_of
from audit.tlog.signing import is_due, require_signable, sign_checkpoint
from audit.tlog.witnessing import ask_witnesses
from clients.dar_verify.checkpoint import Checkpoint
from clients.dar_verify.policy import Policy

LEADERS_LOCK = 20261126
PAUSE_SECONDS = 0.2
WAIT_TO_LEAD_SECONDS = 1.0
LOOK_BACK = timedelta(minutes=1)
ASK_EVERY_SECONDS = 10.0

log = logging.getLogger(__name__)


class Asker(threading.Thread):
    """Asks the witnesses beside the sealing, on a session of its own: one that is slow holds up nothing."""

    def __init__(self, connect: Callable[[], Session], policy: Policy, stop: threading.Event) -> None:
        super().__init__(name="witnesses", daemon=True)
        self.connect, self.policy, self.stop = connect, policy, stop
        self.error: Exception | None = None

    def run(self) -> None:
        """What goes wrong is kept in `error`, for the sealer to end by."""
        try:
            with closing(self.connect()) as session:
                while not self.stop.wait(ASK_EVERY_SECONDS):
                    ask_witnesses(session, self.policy, now=datetime.now(UTC))
        except Exception as error:
            self.error = error


class Sealer:
    """One process that seals, on a session of its own with autocommit as dar_sealer.

    `connect` gives another such session, for asking the witnesses and for publishing; without it nobody is asked.
    `publisher` publishes the tree, if it is to be published.
    """

    def __init__(
        self,
        session: Session,
        keeping: Keeping,
        stop: threading.Event,
        connect: Callable[[], Session] | None = None,
        publisher: Publisher | None = None,
    ) -> None:
        self.session, self.keeping, self.stop, self.connect = session, keeping, stop, connect
        self.publisher = publisher
        self.helpers: list[Asker | Publishing] = []
        self.last: Checkpoint | None = None
        self.is_checked = False
        self.looked_back_at = datetime.min.replace(tzinfo=UTC)

    def run(self) -> None:
        """Lead until asked to stop.

        Raises:
            LogBroken: the log is not the one that was signed before.
            KeyRefused: there is no key.
            WrongPolicy: the policy is not written as one.
            psycopg.Error: the database went away; whoever starts this process starts it again.
        """
        while not self.leads():
            if self.stop.wait(WAIT_TO_LEAD_SECONDS):
                return
        log.info("sealing")
        self._begin_helpers()
        while not self.stop.is_set():
            for helper in self.helpers:
                if helper.error:
                    raise helper.error
            if self.step(datetime.now(UTC)) < AT_ONCE:
                self.stop.wait(PAUSE_SECONDS)

    def _begin_helpers(self) -> None:
        """The witnesses are asked once before anything is signed: what they have seen must still be there."""
        policy = self.keeping.policy()
        if policy and self.connect:
            ask_witnesses(self.session, policy, now=datetime.now(UTC), is_start=True)
            self._begin(Asker(self.connect, policy, self.stop))
        if self.publisher and self.connect:
            self._begin(Publishing(self.connect, self.publisher, self.stop))

    def _begin(self, helper: Asker | Publishing) -> None:
        helper.start()
        self.helpers.append(helper)

    def leads(self) -> bool:
        """Whether this session is the one that seals. The lock ends with the session, however that ends."""
        row = self.session.execute("SELECT pg_try_advisory_lock(%s)", [LEADERS_LOCK]).fetchone()
        return bool(row and row[0])

    def step(self, now: datetime) -> int:
        """Seal what waits and sign if it is time; gives how many were sealed.

        While more waits than one batch nothing is signed, and after a start nothing before what had waited is sealed: a
        checkpoint that lacks what was written long before it would make that look dated back.
        """
        if not self.is_checked:
            require_signable(self.session, self.keeping)
            self.is_checked = True
        sealed = seal_waiting(self.session, at_once=AT_ONCE)
        if sealed < AT_ONCE and is_due(self.last, size=size_of(self.session), now=now):
            self.last = sign_checkpoint(self.session, self.keeping, now=now)
        if now - self.looked_back_at >= LOOK_BACK:
            self.looked_back_at = now
            self._look_back()
        return sealed

    def _look_back(self) -> None:
        missing = overlooked(self.session)
        if missing:
            log.error("events are neither sealed nor waiting", extra={"missing": missing})
