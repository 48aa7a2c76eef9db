"""Webhooks: the change feed, sent to the systems of forces as it grows (ADR 20)."""
