"""Notification regimes: which law governs a registered person on which day, and every duty that follows from it."""
