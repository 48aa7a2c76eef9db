"""What has become of the rows so far."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(slots=True)
class Counts:
    """Rows by what became of them. `doubtful` rows are among the new and changed ones."""

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    quarantined: int = 0
    doubtful: int = 0

    def fields(self) -> dict[str, int]:
        """The counts under the names that `FeedRun` and its events give them."""
        return {f"rows_{name}": count for name, count in asdict(self).items()}
