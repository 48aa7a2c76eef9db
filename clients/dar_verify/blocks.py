"""Many lines of entries read at once, in the one form in which nearly all of them are written.

A block that is not wholly of that form, or discloses a value that its entry does not commit to, is given back unread:
`verify` then looks at it line by line, and says what is wrong. Reading needs nothing but the block's bytes, so that
blocks may be read by several processes.
"""

from __future__ import annotations

import json
import os
import re
from binascii import unhexlify
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import accumulate, chain, islice

from .merkle import leaf_hash

# An act is sealed when its transaction ends; none of the register's lasts as long as this.
LATE = timedelta(minutes=15)
# So many blocks of a file are read before other processes are worth their start.
ALONE = 8
AHEAD = 4
# What unzips and compares the blocks keeps no more than these busy.
PROCESSES = min(os.cpu_count() or 1, 4)
_TEXT = rb'"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+"'
_SHOWN = rb'"[a-z0-9_]++":\{"json":%b,"salt":"[0-9a-f]*+"\}' % _TEXT
_COMMITMENT = rb'"[a-z0-9_]++":"[0-9a-f]{64}"'
_LINE = re.compile(
    rb'\{"disclosed":\{((?:%b(?:,(?!\})|(?=\})))*+)\},"leaf":(0|[1-9][0-9]{0,17}),"payload":'
    rb'(\{"actor":\{"force":"([ !#-\[\]-~]*+)","kind":"[^"\\]*+","on_behalf_of":"[^"\\]*+","ref":"[^"\\]*+",'
    rb'"roles":\[[^\]\\]*+\]\},"at":"([ -!#-\[\]-~]*+)","code":"[^"\\]*+",'
    rb'"commitments":\{((?:%b(?:,(?!\})|(?=\})))*+)\}[^\n]*\})\}\n' % (_SHOWN, _COMMITMENT)
)
_EACH_SHOWN = re.compile(rb'"([a-z0-9_]++)":\{"json":(%b),"salt":"([0-9a-f]*+)"\}' % _TEXT)
_EACH_COMMITMENT = re.compile(rb'"([a-z0-9_]++)":"([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Read:
    """What the lines of a block say: the number and the leaf hash of each, how many each force has, and their times."""

    numbers: list[int]
    leaves: bytes
    forces: Counter[str]
    earliest: datetime
    latest: datetime


def read(block: bytes) -> Read | None:
    """What the lines of a block say; None where one of them must be looked at by itself."""
    try:
        block.decode()
        return _read(block)
    except (ValueError, TypeError):
        return None


def _read(block: bytes) -> Read | None:
    numbers, leaves, forces, times, at = list[int](), list[bytes](), list[bytes](), list[datetime](), 0
    while at < len(block):
        line = _LINE.match(block, at)
        if line is None:
            return None
        shown, number, payload, force, written_at, commitments = line.groups()
        if shown and not _are_committed_to(shown, commitments):
            return None
        numbers.append(int(number))
        leaves.append(leaf_hash(payload))
        forces.append(force)
        times.append(datetime.fromisoformat(written_at.decode()))
        at = line.end()
    latest = list(accumulate(times, max))
    if len(numbers) != block.count(b"\n") or any(
        time < before - LATE for time, before in zip(times, latest, strict=True)
    ):
        return None
    counted = Counter({force.decode(): count for force, count in Counter(forces).items()})
    return Read(numbers, b"".join(leaves), counted, min(times), latest[-1])


def _are_committed_to(shown: bytes, commitments: bytes) -> bool:
    """Whether each value that is shown, and shown once, is the one that the entry commits to."""
    promised = dict(_EACH_COMMITMENT.findall(commitments))
    for name, text, salt in _EACH_SHOWN.findall(shown):
        if promised.pop(name, b"") != sha256(unhexlify(salt) + _value(text)).hexdigest().encode():
            return False
    return True


def _value(text: bytes) -> bytes:
    """What a text of JSON says, in UTF-8."""
    plain = text[1:-1].replace(b'\\"', b'"')
    return plain if b"\\" not in plain else str(json.loads(text)).encode()


def read_all(blocks: Iterable[bytes], *, processes: int) -> Iterator[tuple[bytes, Read | None]]:
    """Each block, in their order, with what it says. A long file is read by so many processes besides this one, where
    there may be several."""
    each = iter(blocks)
    alone = ALONE if processes > 1 else None
    yield from ((block, read(block)) for block in islice(each, alone))
    if (block := next(each, None)) is not None:
        yield from _read_by(processes, chain([block], each))


def _read_by(processes: int, blocks: Iterable[bytes]) -> Iterator[tuple[bytes, Read | None]]:
    """A few blocks are read ahead of the one that is given."""
    ahead = deque[tuple[bytes, Future[Read | None] | None]]()
    with ExitStack() as stack:
        pool = _pool(processes)
        if pool is not None:
            stack.enter_context(pool)
        for block in blocks:
            ahead.append((block, _begun(block, pool)))
            if len(ahead) > AHEAD * processes:
                yield _ended(*ahead.popleft())
        while ahead:
            yield _ended(*ahead.popleft())


# Not every machine lets a program start others. This one then reads all by itself.


def _pool(processes: int) -> ProcessPoolExecutor | None:
    try:
        return ProcessPoolExecutor(processes)
    except (ImportError, NotImplementedError, OSError):
        return None


def _begun(block: bytes, pool: ProcessPoolExecutor | None) -> Future[Read | None] | None:
    try:
        return pool.submit(read, block) if pool else None
    except (OSError, RuntimeError):
        return None


def _ended(block: bytes, begun: Future[Read | None] | None) -> tuple[bytes, Read | None]:
    try:
        return block, begun.result() if begun else read(block)
    except BrokenExecutor:
        return block, read(block)
