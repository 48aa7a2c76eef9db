"""Requests under the disclosure scheme as they are read: their clocks, and their page."""
