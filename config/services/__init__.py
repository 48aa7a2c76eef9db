"""The register's own PostgreSQL and Valkey, and what takes an empty machine to running services.

For development, the demonstration and tests only: production gives `DATABASE_URL` and `REDIS_URL`.
Nothing here imports Django, so that it works before anything else does.
"""
