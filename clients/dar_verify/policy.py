"""A policy: which logs and witnesses one trusts, and how many of them must vouch for a checkpoint.

A text file, as other programs of such logs read it too (c2sp.org/tlog-policy):

    log KEY
    witness NAME KEY [ADDRESS]
    group NAME any|all|NUMBER MEMBER…
    quorum NAME|none

Empty lines and lines that begin with # are passed over. Members are witnesses or groups of earlier lines.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from .keys import COSIGNATURE, PublicKey, WrongKey

NOBODY = "none"
WEB = ("http://", "https://")


class WrongPolicy(ValueError):
    """A line of the policy is not what it must be. Says which and why."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody who vouches; `url` is where to ask it, "" where the policy does not say."""

    name: str
    key: PublicKey
    url: str


@dataclass(slots=True)
class Policy:
    """`groups` are name → (how many must hold, members); `quorum` is a witness, a group or NOBODY."""

    logs: list[PublicKey] = field(default_factory=list)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    quorum: str = ""

    @classmethod
    def parse(cls, text: str) -> Policy:
        """Raises WrongPolicy, also when the quorum is not said: nobody should have none by forgetting it."""
        policy = cls()
        for at, line in enumerate(text.splitlines(), 1):
            word, *rest = line.split() or ["#"]
            if word.startswith("#"):
                continue
            try:
                _READ[word](policy, *rest)
            except (KeyError, TypeError) as error:
                raise WrongPolicy(f"Line {at} of the policy is not written as a policy's lines are.") from error
            except ValueError as error:
                raise WrongPolicy(f"Line {at} of the policy: {error}") from error
        if not policy.quorum:
            raise WrongPolicy("The policy has no line `quorum NAME`, or `quorum none`.")
        return policy

    def is_met(self, vouching: Collection[PublicKey]) -> bool:
        """Whether those who vouch make the quorum."""
        return self.quorum == NOBODY or self._holds(self.quorum, vouching)

    def said(self) -> str:
        """The quorum in words: "2 of w1, w2, w3"."""
        if self.quorum not in self.groups:
            return self.quorum
        least, members = self.groups[self.quorum]
        return f"{least} of {', '.join(members)}"

    def _holds(self, name: str, vouching: Collection[PublicKey]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].key in vouching
        least, members = self.groups[name]
        return sum(self._holds(member, vouching) for member in members) >= least

    def _require_free(self, name: str) -> None:
        if name == NOBODY or name in self.witnesses or name in self.groups:
            raise ValueError(f"{name} is a name that is taken.")

    def _require_known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise ValueError(f"{name} is neither a witness nor a group of an earlier line.")


def _log(policy: Policy, key: str, url: str = "") -> None:
    policy.logs.append(PublicKey.parse(key))


def _witness(policy: Policy, name: str, key: str, url: str = "") -> None:
    policy._require_free(name)
    known = PublicKey.parse(key)
    if known.kind != COSIGNATURE:
        raise WrongKey(f"The key of {name} is not one of a witness.")
    if any(known == other.key for other in policy.witnesses.values()):
        raise ValueError(f"{name} has the key of another witness: it would count twice.")
    if url and not url.startswith(WEB):
        raise ValueError(f"{url} is not an address of the web.")
    policy.witnesses[name] = Witness(name, known, url)


def _group(policy: Policy, name: str, least: str, *members: str) -> None:
    policy._require_free(name)
    for member in members:
        policy._require_known(member)
    needed = {"any": 1, "all": len(members)}.get(least) or int(least)
    if len(set(members)) != len(members) or not 1 <= needed <= len(members):
        raise ValueError(f"{least} of {len(members)} members make no group.")
    policy.groups[name] = (needed, list(members))


def _quorum(policy: Policy, name: str) -> None:
    if policy.quorum:
        raise ValueError("The quorum is said twice.")
    if name != NOBODY:
        policy._require_known(name)
    policy.quorum = name


_READ: dict[str, Callable[..., None]] = {"log": _log, "witness": _witness, "group": _group, "quorum": _quorum}
