"""What can go wrong between a system and the register, in words for whoever reads the output."""

from __future__ import annotations

from typing import Any


class ClientError(Exception):
    """The work cannot go on. `str()` says why and what to do."""


class Unreachable(ClientError):
    """No answer came, however often it was asked. What was sent may have arrived: send it again as it was."""


class Problem(ClientError):
    """The register said no (RFC 9457). `document` is its whole answer, `retry_after` the seconds that it asks for."""

    def __init__(self, status: int, document: dict[str, Any], *, retry_after: str = "") -> None:
        self.status, self.document, self.retry_after = status, document, retry_after
        said = document.get("detail") or document.get("title") or "no reason was given"
        super().__init__(f"{status}: {said} {document.get('remedy', '')}".strip())

    @property
    def code(self) -> str:
        return str(self.document.get("code", ""))

    @property
    def pointers(self) -> list[str]:
        """The parts of the body that it speaks of."""
        return [str(error.get("pointer", "")) for error in self.document.get("errors", [])]
