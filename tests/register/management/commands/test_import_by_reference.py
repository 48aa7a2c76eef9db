from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from register.models import Conviction, ProtectiveOrder
from tests.register.imports.loaded import imported, table_of
from tests.register.imports.test_by_reference import CONVICTED, ORDERED

pytestmark = pytest.mark.django_db

FILES = {
    "import_convictions": (CONVICTED, "10,10DA/1/26,SC15004,2025-11-15,Crown,fine,,yes", Conviction),
    "import_orders": (ORDERED, "10,10DA/1/26,DAPO,2025-07-19,2025-07-24,,Leeds,no contact", ProtectiveOrder),
}


@pytest.mark.parametrize("command", sorted(FILES))
def test_rows_are_recorded_and_bad_ones_listed(command: str, tmp_path: Path) -> None:
    header, line, model = FILES[command]
    imported(table_of({}))
    file = tmp_path / "file.csv"
    file.write_text(header + line + "\n" + line.replace("10DA/1/26", "nobody") + "\n")
    said = io.StringIO()

    call_command(command, str(file), stdout=said)

    assert "2 rows read. Recorded 1, there already 0, not recorded 1." in said.getvalue()
    assert "3       local_ref" in said.getvalue()
    assert model.objects.count() == 1


@pytest.mark.parametrize("command", sorted(FILES))
@pytest.mark.parametrize(
    ("content", "sentence"),
    [pytest.param(None, "There is no file", id="no file"), pytest.param(b"", "The file is empty", id="empty"),
     pytest.param(b"a,b\n1,2\n", "lacks the columns", id="another table"),
     pytest.param(b"PK\x03\x04", "Excel workbook", id="workbook")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_said_in_words(
    command: str, content: bytes | None, sentence: str, tmp_path: Path
) -> None:
    file = tmp_path / "file.csv"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(CommandError, match=sentence):
        call_command(command, str(file))
