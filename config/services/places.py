"""Where an embedded service keeps its data, its socket and its log, and as whom it runs."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
"""The root of the repository."""

SHORT_ROOT = Path("/tmp")  # noqa: S108 - socket paths must stay under 108 bytes; every directory made here is private
ROOMY_ROOT = Path("/var/tmp")  # noqa: S108 - survives a restart, and anybody may pass through it


class ServiceError(Exception):
    """Something the machine lacks or refuses, in a sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Account:
    """The operating-system account a service runs as."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of_this_process(cls) -> Account:
        uid = os.geteuid()
        try:
            name = pwd.getpwuid(uid).pw_name
        except KeyError as error:
            raise ServiceError(
                f"The account with number {uid} has no name in /etc/passwd, which PostgreSQL needs: add it."
            ) from error
        return cls(name, uid, os.getegid())

    @classmethod
    def for_postgres(cls) -> Account:
        """This process's account, or `nobody` for root: PostgreSQL refuses to run as root."""
        if os.geteuid() != 0:
            return cls.of_this_process()
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError as error:
            raise ServiceError(
                "PostgreSQL does not run as root, and this machine has no account 'nobody' to run it as."
            ) from error
        return cls(nobody.pw_name, nobody.pw_uid, nobody.pw_gid)

    def reaches(self, path: Path) -> bool:
        """Whether this account may pass through every directory down to `path`."""
        if self.uid == os.geteuid():
            return True
        existing = [parent for parent in (path, *path.parents) if parent.exists()]
        return all(stat.S_IMODE(parent.stat().st_mode) & stat.S_IXOTH for parent in existing)


@dataclass(frozen=True)
class Place:
    """One set of embedded services: everything it keeps hangs off one directory, usually `.run`.

    Two places never share a socket: the demonstration, another checkout and a test run live side by side.
    """

    run: Path

    @classmethod
    def default(cls) -> Place:
        return cls(CHECKOUT / ".run")

    @property
    def name(self) -> str:
        """Stable for this user and directory, short enough for a socket path."""
        digest = hashlib.sha256(os.fsencode(self.run.absolute())).hexdigest()[:12]
        return f"dar-{os.geteuid()}-{digest}"

    @property
    def logs(self) -> Path:
        return self.run / "logs"

    @property
    def attachments(self) -> Path:
        """The files of documents, which go with the database that speaks of them."""
        return self.run / "attachments"

    @property
    def seal(self) -> Path:
        """The keys of the sealed log, and what was last signed."""
        return self.run / "seal"

    def data(self, service: str, account: Account) -> Path:
        """The data directory of a service: under `run`, or in /var/tmp when its account cannot get there."""
        if account.reaches(self.run.absolute()):
            return self.run / service
        return ROOMY_ROOT / self.name / service

    def socket_directory(self, service: str) -> Path:
        return SHORT_ROOT / self.name / service

    def make(self) -> None:
        """Makes the directories that every service shares."""
        mode = 0o711 if os.geteuid() == 0 else 0o700
        self.run.mkdir(parents=True, exist_ok=True)
        self.run.chmod(mode)
        self.logs.mkdir(exist_ok=True)
        for root in (SHORT_ROOT, ROOMY_ROOT):
            make_private(root / self.name, Account.of_this_process(), mode=mode)

    def remove(self) -> None:
        """Forgets everything the services kept. They must be stopped first."""
        for directory in (self.run, SHORT_ROOT / self.name, ROOMY_ROOT / self.name):
            shutil.rmtree(directory, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process at a time starts or stops the services of a place."""
        self.make()
        with (self.run / "services.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def make_private(directory: Path, account: Account, *, mode: int = 0o700) -> Path:
    """A directory of `account` that nobody else can list; refuses one that somebody else put there first."""
    directory.mkdir(mode=mode, exist_ok=True)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), account.uid):
        raise ServiceError(f"{directory} belongs to somebody else. Remove it, or ask its owner to, and try again.")
    if (found.st_uid, found.st_gid) != (account.uid, account.gid) and os.geteuid() == 0:
        os.chown(directory, account.uid, account.gid, follow_symlinks=False)
    directory.chmod(mode)
    return directory
