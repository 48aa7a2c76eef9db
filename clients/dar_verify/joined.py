"""The parts of one range, read as one bundle: they bear the same checkpoints, and follow each other without a gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .bundle import CHECKPOINT, FIRST_CHECKPOINT, MANIFEST, PART, Bundle, Unreadable
from .checkpoint import Checkpoint
from .note import Note


class Joined(Bundle):
    """All parts of a range, in their order however they were named."""

    def __init__(self, places: Sequence[Path]) -> None:
        """Raises Unreadable when they are not the parts of one range, all of them and each once."""
        self.parts = sorted((Bundle(place) for place in places), key=_number_of)
        self.place, self.zip, self.is_as_described = self.parts[0].place, None, False
        self._require_one_range()
        self._require_whole()

    def read(self, name: str) -> bytes:
        """Raises Unreadable when no part has such a file, or it is broken."""
        return self._holder(name).read(name)

    def has(self, name: str) -> bool:
        return any(part.has(name) for part in self.parts)

    def names(self) -> list[str]:
        return list(dict.fromkeys(name for part in self.parts for name in part.names()))

    def manifest(self) -> dict[str, Any]:
        """What the parts say together."""
        said = [part.manifest() for part in self.parts]
        together = {name: value for name, value in said[0].items() if name not in ("part", "sha256")}
        for name in ("entries", "withheld"):
            together[name] = sum(int(each.get(name, 0)) for each in said)
        return together | {"last_entry": max(int(each.get("last_entry", -1)) for each in said)}

    def blocks(self) -> Iterator[bytes]:
        for part in self.parts:
            yield from part.blocks()
        self.is_as_described = all(part.is_as_described for part in self.parts)

    def _holder(self, name: str) -> Bundle:
        return next((part for part in self.parts if part.has(name)), self.parts[0])

    def _require_one_range(self) -> None:
        if len({_range_of(part) for part in self.parts}) > 1:
            raise Unreadable("These are parts of several ranges: take all of them from the same page.")

    def _require_whole(self) -> None:
        numbers, of = [_number_of(part) for part in self.parts], _part_of(self.parts[0])["of"]
        for number in range(1, int(of) + 1):
            if number not in numbers:
                raise Unreadable(f"Part {number} of {of} is missing.")
        if len(numbers) != of:
            raise Unreadable("A part is there twice, or one that is none of them.")
        ends, starts = ([int(_part_of(part)[name]) for part in self.parts] for name in ("end", "first"))
        if ends[:-1] != starts[1:]:
            raise Unreadable("The parts do not follow each other without a gap.")


def _part_of(bundle: Bundle) -> dict[str, Any]:
    part = bundle.manifest().get("part")
    if not isinstance(part, dict) or not all(isinstance(part.get(name), int) for name in PART):
        raise Unreadable(f"{bundle.place} is no part of a range: its {MANIFEST} does not say which.")
    return part


def _number_of(bundle: Bundle) -> int:
    return int(_part_of(bundle)["number"])


def _range_of(bundle: Bundle) -> tuple[Any, ...]:
    """What all parts of one range share: where it begins and ends, and what was asked for. A checkpoint may have been
    vouched for by more witnesses since."""
    first = _text_of(bundle, FIRST_CHECKPOINT) if bundle.has(FIRST_CHECKPOINT) else ""
    end = Checkpoint.parse(_text_of(bundle, CHECKPOINT))
    scope = bundle.manifest().get("scope", {})
    return first, end.origin, end.size, end.root, end.counts, tuple(sorted(scope.items()))


def _text_of(bundle: Bundle, name: str) -> str:
    return Note.parse(bundle.read(name)).text
