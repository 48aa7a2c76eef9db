"""Keys of signed notes: a name, the kind of signature, and 32 bytes of Ed25519 (c2sp.org/signed-note).

A public key is written `name+hash+base64(kind ‖ key)`, a private one `PRIVATE+KEY+name+hash+base64(kind ‖ seed)`.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04
KINDS = (ED25519, COSIGNATURE)
PRIVATE = "PRIVATE+KEY+"


class WrongKey(ValueError):
    """What was given is no key of this kind. Says why in words."""


def is_name(text: str) -> bool:
    """Whether a key may be called so: something without spaces, control characters and plus signs."""
    return bool(text) and not any(each.isspace() or each == "+" or ord(each) < 0x20 for each in text)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that verifies. `kind` is ED25519, or COSIGNATURE for a witness."""

    name: str
    kind: int
    key: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.key).digest()[:4]

    def has_signed(self, signature: bytes, message: bytes) -> bool:
        """Whether the 64 bytes are this key's Ed25519 signature of the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.key).decode()}"

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """Raises WrongKey when the text is no public key of a kind that is known here."""
        name, hashed, encoded = _parts(text.strip(), "public")
        key = cls(name, *_kind_and_bytes(encoded))
        if key.id.hex() != hashed:
            raise WrongKey(f"The public key of {name} was changed: its own check does not fit.")
        return key


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key that signs. Never printed: `secret()` is what its file holds."""

    name: str
    kind: int
    _seed: bytes

    @classmethod
    def new(cls, name: str, kind: int = ED25519) -> PrivateKey:
        """A key that nobody has seen. Raises WrongKey when a key cannot be called so."""
        if not is_name(name):
            raise WrongKey(f"A key cannot be called {name!r}: no spaces and no plus signs.")
        return cls(name, kind, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def public(self) -> PublicKey:
        key = Ed25519PrivateKey.from_private_bytes(self._seed).public_key().public_bytes_raw()
        return PublicKey(self.name, self.kind, key)

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the Ed25519 signature of a message."""
        return Ed25519PrivateKey.from_private_bytes(self._seed).sign(message)

    def secret(self) -> str:
        """The line that a file of keys holds."""
        encoded = base64.b64encode(bytes([self.kind]) + self._seed).decode()
        return f"{PRIVATE}{self.name}+{self.public.id.hex()}+{encoded}"

    def __repr__(self) -> str:
        return f"PrivateKey({self.name}+{self.public.id.hex()})"

    @classmethod
    def parse(cls, text: str) -> PrivateKey:
        """Raises WrongKey when the text is no private key of a kind that is known here."""
        text = text.strip()
        if not text.startswith(PRIVATE):
            raise WrongKey("A private key begins with PRIVATE+KEY+.")
        name, hashed, encoded = _parts(text.removeprefix(PRIVATE), "private")
        key = cls(name, *_kind_and_bytes(encoded))
        if key.public.id.hex() != hashed:
            raise WrongKey(f"The private key of {name} was changed: its own check does not fit.")
        return key


def _parts(text: str, which: str) -> tuple[str, str, str]:
    parts = text.split("+", 2)
    if len(parts) != 3 or not is_name(parts[0]):
        raise WrongKey(f"A {which} key has the form name+hash+key.")
    return parts[0], parts[1], parts[2]


def _kind_and_bytes(encoded: str) -> tuple[int, bytes]:
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongKey("The last part of a key is base64.") from error
    if len(data) != 33 or data[0] not in KINDS:
        raise WrongKey("The key is none of Ed25519.")
    return data[0], data[1:]
