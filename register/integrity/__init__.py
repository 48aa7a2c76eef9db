"""Checks that everything stands as it must: each a query that gives what does not."""
