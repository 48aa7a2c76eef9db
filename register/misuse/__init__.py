"""Possible misuse: what the rules read of the log, and what another threshold would have found."""
