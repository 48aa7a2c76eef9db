"""How each field of the log must be handled."""

from __future__ import annotations

from collections.abc import Mapping

from audit.core.handling import Fields, fields

# An event is operational as a whole: it names people by reference only. What is personal stands in `Detail`, one value
# a row, and may be of any class.
HANDLING: Mapping[str, Fields] = {
    "audit.Event": fields(
        operational="id xid at code operation outcome actor_ref actor_kind actor_force actor_roles on_behalf_of "
        "channel session request object_type object_ref subject_ref subject_category references recipients reason "
        "fields payload leaf_hash",
    ),
    "audit.Detail": fields(operational="id event field salt", special="value"),
    "audit.Leaf": fields(operational="number event"),
    "audit.Tile": fields(operational="id level index hashes"),
    "audit.Checkpoint": fields(operational="id size root counts note signed_at"),
    "audit.Cosignature": fields(operational="id checkpoint witness line cosigned_at"),
    "audit.Witness": fields(operational="name asked_at size cosigned_at trouble"),
    "audit.RowChange": fields(operational="id xid at table_name row_id operation columns"),
}
