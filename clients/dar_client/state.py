"""What `dar-sync` knows of its own work, in one file that is whole at every moment."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .problems import ClientError


@dataclass(slots=True)
class Sent:
    """How much of a file has been sent: bytes, lines, and the SHA-256 of those bytes."""

    bytes: int = 0
    lines: int = 0
    sha256: str = ""


@dataclass(slots=True)
class Pending:
    """The batch that was being sent. It is sent again under its number, unchanged, until it is answered."""

    sequence: int
    file: str
    start: int
    end: int
    line: int


@dataclass(slots=True)
class State:
    """`last_sequence` is the number of the last batch that was answered, `cursor` how far changes have been read."""

    last_sequence: int = 0
    files: dict[str, Sent] = field(default_factory=dict)
    pending: Pending | None = None
    cursor: str = ""

    @classmethod
    def read(cls, path: Path) -> State | None:
        """The state in the file, or None where there is none yet.

        Raises:
            ClientError: the file is no state.
        """
        try:
            told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            files = {name: Sent(**sent) for name, sent in told["files"].items()}
            pending = Pending(**told["pending"]) if told["pending"] else None
            return cls(told["last_sequence"], files, pending, told["cursor"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ClientError(
                f"{path} is no state of dar-sync. Move it away: what is sent again changes nothing."
            ) from error

    def write(self, path: Path) -> None:
        """Put the state in the file's place at once: a reader finds the old one or the new one, never a half."""
        beside = path.with_name(f"{path.name}.new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
