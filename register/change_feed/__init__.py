"""The change feed: what of the register has changed, for the systems of a force that keep in step with it (ADR 19)."""
