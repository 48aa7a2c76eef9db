from __future__ import annotations

from typing import Any

import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from audit.core.canonical import canonical
from audit.core.entry import plain

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=6),
    max_leaves=20,
)


@given(VALUES)
@example({"\U0001f600": 1, "\ufb33": 2})
@example({"\x7f\x1f\u2028": '"\\/\b'})
def test_whatever_is_plain_is_written_as_the_library_writes_it(value: Any) -> None:
    said = plain(value)

    assert canonical(said).encode() == rfc8785.dumps(said)
