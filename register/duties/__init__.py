"""The duties of registered people: read the facts, compute, store what follows, and check it every night."""
