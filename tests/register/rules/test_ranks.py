"""Which role may answer for which."""

from __future__ import annotations

import pytest

from register.rules.ranks import stands_at_least


@pytest.mark.parametrize(
    ("roles", "rank", "stands"),
    [
        pytest.param(("supervisor",), "supervisor", True, id="the rank itself"),
        pytest.param(("superintendent",), "supervisor", True, id="above it"),
        pytest.param(("safeguarding-officer",), "supervisor", False, id="below it"),
        pytest.param(("offender-manager",), "safeguarding-officer", True, id="beside it"),
        pytest.param(("offender-manager", "supervisor"), "supervisor", True, id="the highest of several counts"),
        pytest.param((), "safeguarding-officer", False, id="no role"),
        pytest.param(("force-administrator",), "safeguarding-officer", False, id="a role without a rank"),
        pytest.param(("superintendent",), "chief", False, id="an unknown rank"),
    ],
)
def test_a_rank_is_stood_at_by_itself_and_by_those_above(roles: tuple[str, ...], rank: str, stands: bool) -> None:
    assert stands_at_least(roles, rank) is stands
