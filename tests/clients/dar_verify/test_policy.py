"""A policy is read as it is written, and says whether enough vouch."""

from __future__ import annotations

import pytest

from clients.dar_verify.keys import COSIGNATURE, PrivateKey
from clients.dar_verify.policy import Policy, WrongPolicy

LOG = PrivateKey.new("register.example/audit").public
W1, W2, W3 = (PrivateKey.new(f"witness.example/w{n}", COSIGNATURE).public for n in (1, 2, 3))
POLICY = f"""
# who is trusted
log {LOG}
witness w1 {W1} https://w1.example
witness w2 {W2}
witness w3 {W3}
group two 2 w1 w2 w3
quorum two
"""


def test_a_policy_names_logs_and_witnesses() -> None:
    policy = Policy.parse(POLICY)

    assert policy.logs == [LOG]
    assert [(each.name, each.url) for each in policy.witnesses.values()] == [
        ("w1", "https://w1.example"),
        ("w2", ""),
        ("w3", ""),
    ]
    assert policy.said() == "2 of w1, w2, w3"


@pytest.mark.parametrize(
    ("vouching", "is_met"),
    [
        pytest.param([], False, id="nobody"),
        pytest.param([W1], False, id="one"),
        pytest.param([W1, LOG], False, id="one and the log itself"),
        pytest.param([W3, W1], True, id="two"),
    ],
)
def test_a_quorum_of_two(vouching: list[object], is_met: bool) -> None:
    assert Policy.parse(POLICY).is_met(vouching) is is_met  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("quorum", "is_met"),
    [
        pytest.param("quorum none", True, id="none"),
        pytest.param("quorum w1", True, id="one witness"),
        pytest.param("quorum w2", False, id="another witness"),
        pytest.param("group g any w1 w2\nquorum g", True, id="any"),
        pytest.param("group g all w1 w2\nquorum g", False, id="all"),
        pytest.param("group g any w2 w3\ngroup h all w1 g\nquorum h", False, id="a group of groups"),
    ],
)
def test_other_quorums_when_the_first_witness_vouches(quorum: str, is_met: bool) -> None:
    text = f"witness w1 {W1}\nwitness w2 {W2}\nwitness w3 {W3}\n{quorum}\n"

    assert Policy.parse(text).is_met([W1]) is is_met


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("", "no line `quorum NAME`", id="no quorum"),
        pytest.param("trust me", "Line 1 of the policy is not written", id="another word"),
        pytest.param("witness w1", "Line 1 of the policy is not written", id="no key"),
        pytest.param(f"witness w1 {LOG}", "not one of a witness", id="a log as a witness"),
        pytest.param(f"witness none {W1}", "name that is taken", id="a witness called none"),
        pytest.param(f"witness a {W1}\nwitness a {W2}", "name that is taken", id="a name twice"),
        pytest.param(f"witness a {W1}\nwitness b {W1}", "would count twice", id="a key twice"),
        pytest.param(f"witness a {W1} file:///etc/passwd", "not an address of the web", id="an address of a file"),
        pytest.param("group g any w1", "neither a witness nor a group", id="an unknown member"),
        pytest.param(f"witness a {W1}\ngroup g 2 a a", "make no group", id="a member twice"),
        pytest.param(f"witness a {W1}\ngroup g 0 a", "make no group", id="a group of nobody"),
        pytest.param(f"witness a {W1}\ngroup g 2 a", "make no group", id="more than there are"),
        pytest.param(f"witness a {W1}\ngroup g some a", "Line 2", id="no number"),
        pytest.param("quorum w1", "neither a witness nor a group", id="an unknown quorum"),
        pytest.param("quorum none\nquorum none", "said twice", id="two quorums"),
        pytest.param("log x+y+z", "Line 1", id="no key of a log"),
    ],
)
def test_a_policy_that_is_none_is_refused_with_its_line(text: str, why: str) -> None:
    with pytest.raises(WrongPolicy, match=why):
        Policy.parse(text)
