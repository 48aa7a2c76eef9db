"""The street in a line of an address."""

import pytest

from register.rules.lookup.streets import Street, street_of


@pytest.mark.parametrize(
    ("line", "street"),
    [
        pytest.param("44 River Drive", Street("44", "river", "drive"), id="usual"),
        pytest.param("44A River Dr.", Street("44a", "river", "drive"), id="letter and short kind"),
        pytest.param("Flat 2, 44 River Drive", Street("44", "river", "drive"), id="flat before the house"),
        pytest.param("12-14 High St", Street("12", "high", "street"), id="range, and st for street"),
        pytest.param("Rose Cottage", Street("", "rosecottage", ""), id="no number"),
        pytest.param("3 Broadway", Street("3", "broadway", ""), id="no kind"),
        pytest.param("5 Park", Street("5", "park", ""), id="only a kind"),
        pytest.param("", None, id="empty"),
        pytest.param("12345", None, id="only figures"),
    ],
)
def test_house_name_and_kind_are_told_apart(line: str, street: Street | None) -> None:
    assert street_of(line) == street
