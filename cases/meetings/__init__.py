"""Meetings of several agencies as they are read: their pages, what is due, what agencies are shown."""
