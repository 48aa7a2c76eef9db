"""Signatures are those of the specification, and secrets are kept so that whoever reads them cannot sign."""

from __future__ import annotations

import base64

from register.webhooks.signing import headers_of, locked, new_secret, signature, unlocked
from tests.register.webhooks.receiver import is_signed

# The example that the libraries of the specification are tried with.
EXAMPLE = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'


def test_the_example_of_the_specification_is_signed_as_it_says() -> None:
    assert signature(EXAMPLE, MESSAGE, AT, BODY) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_thirty_two_random_bytes() -> None:
    one, other = new_secret(), new_secret()

    assert len(base64.b64decode(one.removeprefix("whsec_"))) == 32
    assert one != other


def test_each_valid_secret_signs_and_no_other() -> None:
    old, new, foreign = new_secret(), new_secret(), new_secret()
    headers = headers_of([new, old], MESSAGE, AT, BODY)

    assert [is_signed(secret, headers, BODY) for secret in (old, new, foreign)] == [True, True, False]
    assert not is_signed(new, headers, BODY + b" ")
    assert not is_signed(new, headers | {"webhook-timestamp": "1614265331"}, BODY)
    assert not is_signed(new, headers | {"webhook-id": "msg_other"}, BODY)


def test_a_secret_is_kept_encrypted() -> None:
    secret = new_secret()

    assert secret.removeprefix("whsec_") not in locked(secret)
    assert unlocked(locked(secret)) == secret
