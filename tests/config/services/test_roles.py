import psycopg
import pytest
from psycopg import sql

from config.services import postgres
from config.services.places import Place, ServiceError
from config.services.roles import prepare_roles

FORGET_ROLES = (
    "DROP DATABASE register",
    "REVOKE dar_audit, dar_app, dar_sealer FROM dar_owner",
    "DROP ROLE dar_owner",
    "DROP ROLE dar_app",
    "DROP ROLE dar_audit",
    "DROP ROLE dar_sealer",
)


def address(place: Place, user: str, database: str = "postgres") -> str:
    return psycopg.conninfo.make_conninfo(host=str(place.socket_directory("postgres")), user=user, dbname=database)


@pytest.fixture
def server(place: Place) -> Place:
    """A server as an administrator hands it over: without a trace of the register."""
    postgres.ensure_running(place, durable=False)
    with psycopg.connect(address(place, "postgres"), autocommit=True) as connection:
        for statement in FORGET_ROLES:
            connection.execute(statement)
    return place


def make_user(place: Place, name: str, rights: str) -> None:
    with psycopg.connect(address(place, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(f"CREATE ROLE {{}} LOGIN {rights}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE register OWNER {}").format(sql.Identifier(name)))


@pytest.mark.parametrize(
    "rights",
    [pytest.param("SUPERUSER", id="superuser"), pytest.param("CREATEROLE CREATEDB", id="may create roles")],
)
def test_a_user_with_the_right_gets_the_roles_and_may_act_as_them(server: Place, rights: str) -> None:
    make_user(server, "deployer", rights)

    assert prepare_roles(address(server, "deployer", "register")) is True
    assert prepare_roles(address(server, "deployer", "register")) is False

    with psycopg.connect(address(server, "deployer", "register")) as connection:
        for role in ("dar_app", "dar_owner", "dar_audit", "dar_sealer"):
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
            connection.execute("RESET ROLE")
        connection.execute("SET ROLE dar_owner")
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("GRANT CREATE ON SCHEMA public TO dar_audit")


def test_a_user_without_the_right_is_told_what_an_administrator_should_run(server: Place) -> None:
    make_user(server, "o'deployer", "")

    with pytest.raises(ServiceError, match="Ask an administrator") as refusal:
        prepare_roles(address(server, "o'deployer", "register"))

    _, _, statements = str(refusal.value).partition("\n\n")
    with psycopg.connect(address(server, "postgres"), autocommit=True) as administrator:
        administrator.execute(statements)
    assert prepare_roles(address(server, "o'deployer", "register")) is False


@pytest.mark.parametrize("role", ["dar_owner", "dar_app"])
def test_the_roles_themselves_need_nothing_more(place: Place, role: str) -> None:
    postgres.ensure_running(place, durable=False)

    assert prepare_roles(address(place, role, "register")) is False
