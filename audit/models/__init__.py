from audit.models.event import Detail, Event, RowChange
from audit.models.sealed import Checkpoint, Leaf, Tile

__all__ = ["Checkpoint", "Detail", "Event", "Leaf", "RowChange", "Tile"]
