"""The store of files, outside the database: `STORAGES["attachments"]`. A random key names a file, and nothing else.

Nobody reaches a file but through here: no address serves the store.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import structlog
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

log = structlog.get_logger(__name__)


class DurableStorage(FileSystemStorage):
    """Files on disk that are really there once they are kept: the row that speaks of one must never outlive a power
    cut that its file does not."""

    def _save(self, name: str, content: File[Any]) -> str:
        kept: str = super()._save(name, content)  # type: ignore[misc]
        for place in (self.path(kept), os.path.dirname(self.path(kept))):
            number = os.open(place, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)
        return kept


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store: its key, its size in bytes, its SHA-256 in hex."""

    key: uuid.UUID
    size: int
    sha256: str


Keep: TypeAlias = "Callable[[File[Any]], Kept]"


@contextmanager
def keeping() -> Iterator[Keep]:
    """Gives `keep(file)`; whatever it kept is gone again if the block fails, so that a file stays with its row or not
    at all. The block must be the whole transaction."""
    keys: list[uuid.UUID] = []

    def keep(file: File[Any]) -> Kept:
        kept = Kept(uuid.uuid4(), *measured(file))
        keys.append(kept.key)
        file.seek(0)
        _storage().save(_path(kept.key), file)
        return kept

    try:
        yield keep
    except BaseException:
        for key in keys:
            discard(key)
        raise


def measured(file: File[Any]) -> tuple[int, str]:
    """Size in bytes and SHA-256 in hex of everything in the file."""
    digest, size = hashlib.sha256(), 0
    for chunk in file.chunks():
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def opened(key: uuid.UUID) -> File[Any] | None:
    """The file, open for reading, or None where there is none."""
    try:
        return _storage().open(_path(key), "rb")
    except FileNotFoundError:
        return None


def digest_of(key: uuid.UUID) -> str | None:
    """SHA-256 in hex of the file as it is now, or None where there is none."""
    file = opened(key)
    if file is None:
        return None
    with file:
        return measured(file)[1]


def is_there(key: uuid.UUID) -> bool:
    return _storage().exists(_path(key))


def discard(key: uuid.UUID) -> None:
    """Erase a file. One that cannot be erased is found by the integrity check of files without a row."""
    try:
        _storage().delete(_path(key))
    except OSError as error:
        log.error("file_not_erased", code="attachments", exc_info=error)


def everything() -> Iterator[tuple[uuid.UUID, datetime]]:
    """(key, when it was kept) of every file in the store."""
    storage = _storage()
    for folder in _folders(storage):
        for name in storage.listdir(folder)[1]:
            key = _key_of(name)
            if key is not None:
                yield key, storage.get_modified_time(f"{folder}/{name}")


def _folders(storage: Storage) -> list[str]:
    try:
        return sorted(storage.listdir("")[0])
    except FileNotFoundError:
        return []


def _key_of(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(hex=name)
    except ValueError:
        return None


def _path(key: uuid.UUID) -> str:
    """256 folders: no folder grows too long to list."""
    return f"{key.hex[:2]}/{key.hex}"


def _storage() -> Storage:
    return storages["attachments"]
