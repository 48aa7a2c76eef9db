"""Verify the log of the Domestic Abuse Register with files and a public key, and nothing of the register itself."""
