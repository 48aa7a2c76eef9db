"""Lookup without a database: what was typed, what is held, which keys join them, and how well they agree.

The order of work: `understand` reads the box, `keys_for` turns the query into hashed keys, the caller
fetches the people behind those keys, `choose` keeps the best candidates and `score_all` ranks them.
"""
