"""Keep a force's own system in step with the Domestic Abuse Register: the client of its API, and `dar-sync`."""
