from audit.models.event import Detail, Event, RowChange
from audit.models.sealed import Checkpoint, Cosignature, Leaf, Tile, Witness

__all__ = ["Checkpoint", "Cosignature", "Detail", "Event", "Leaf", "RowChange", "Tile", "Witness"]
