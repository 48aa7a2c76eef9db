from audit.models.event import Detail, Event, RowChange

__all__ = ["Detail", "Event", "RowChange"]
