"""The PostgreSQL roles that the register's guarantees rest on, made on any server it is pointed at."""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql

from config.services.places import ServiceError

OWNER = "dar_owner"
APP = "dar_app"
AUDIT = "dar_audit"
SEALER = "dar_sealer"

ROLES_SQL = (Path(__file__).parent / "roles.sql").read_text()

_READY = """
    SELECT count(*) = 4 AND bool_and(rolname = session_user OR session_user = ANY(%(ours)s)
                                     OR rolname = %(audit)s OR pg_has_role(session_user, oid, 'MEMBER'))
      FROM pg_roles WHERE rolname = ANY(%(all)s)
"""
_MEMBERS = """
    SELECT count(*) = 3 FROM pg_auth_members
     WHERE member = (SELECT oid FROM pg_roles WHERE rolname = %(owner)s)
       AND roleid IN (SELECT oid FROM pg_roles WHERE rolname IN (%(app)s, %(audit)s, %(sealer)s))
"""


def prepare_roles(conninfo: str) -> bool:
    """Makes dar_owner, dar_app, dar_audit and dar_sealer where they are missing, lets the connecting user act as them,
    and gives dar_owner the database.

    `conninfo` is a libpq URL or key-value string that names the register's database. Says whether anything had to be
    done. Raises `ServiceError` with the SQL for an administrator when the connecting user may not do it.
    """
    with psycopg.connect(conninfo, autocommit=True) as connection:
        if roles_are_ready(connection) and _owns_database(connection):
            return False
        user, database = connection.info.user, connection.info.dbname
        try:
            with connection.transaction():
                make_roles(connection)
                connection.execute(_hand_over(database))
        except psycopg.errors.InsufficientPrivilege as error:
            raise ServiceError(
                f"The PostgreSQL user {user!r} may not prepare the register's database "
                f"({error.diag.message_primary}). Ask an administrator of the server to run this once, "
                f"then try again:\n\n{statements_for_administrator(user, database)}"
            ) from error
        return True


def roles_are_ready(connection: psycopg.Connection) -> bool:
    """Whether every role is there, and the connecting user is one of them or a member of both."""
    every = [OWNER, APP, AUDIT, SEALER]
    names = {"owner": OWNER, "app": APP, "audit": AUDIT, "sealer": SEALER, "all": every, "ours": [OWNER, APP]}
    return all(connection.execute(query, names).fetchone() == (True,) for query in (_READY, _MEMBERS))


def make_roles(connection: psycopg.Connection) -> None:
    """Runs roles.sql, then grants the roles to the connecting user unless it is one of them."""
    with connection.transaction():
        connection.execute(ROLES_SQL)
        if connection.info.user not in (OWNER, APP):
            connection.execute(_grant(connection.info.user))


def statements_for_administrator(user: str, database: str) -> str:
    """roles.sql, the grant for `user` and the change of the database's owner, to hand to a server's administrator."""
    grants = [] if user in (OWNER, APP) else [_grant(user)]
    rest = "".join(f"{statement.as_string()};\n" for statement in (*grants, _hand_over(database)))
    return f"{ROLES_SQL}\n{rest}"


def _owns_database(connection: psycopg.Connection) -> bool:
    owner = connection.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    return owner == (OWNER,)


def _hand_over(database: str) -> sql.Composed:
    return sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(database), sql.Identifier(OWNER))


def _grant(user: str) -> sql.Composed:
    roles = sql.SQL(", ").join(map(sql.Identifier, (OWNER, APP)))
    return sql.SQL("GRANT {} TO {}").format(roles, sql.Identifier(user))
