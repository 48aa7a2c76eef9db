"""Writing what professional standards planted: the import of a file, as the command makes it for a force.

The register's own importer does it, in transactions of its own and in no session, so that the entries of the log, the
run and the record are those of any other import. That it is a planted one stands in its own table alone.
"""

from __future__ import annotations

from audit.core.context import Origin, acting_from
from register.actions.canaries import begin_import_of
from register.imports.loading import load


def write_planted(reference: str) -> None:
    """Write the planted record of this reference, or go on where a worker was stopped. What was written or taken out is
    left."""
    with acting_from(Origin()):
        run = begin_import_of(reference)
        if run is not None:
            load(run)
