"""A database and a broker of one's own for the demonstration: reached and made ready before anything starts."""

import contextlib
from collections.abc import Mapping

import psycopg2
import redis
from psycopg2 import sql

from portal.running.children import StartError
from portal.running.embedded import APP, SILENT_LOG, WORKING

PATIENCE = 5  # seconds


def check(environ: Mapping[str, str]) -> None:
    """Reach what DATABASE_URL and REDIS_URL name. Raises StartError."""
    if url := environ.get("DATABASE_URL"):
        with contextlib.closing(_connect(url, "DATABASE_URL")) as connection:
            _prepare(connection)
    if url := environ.get("REDIS_URL"):
        _ping(url)


def _connect(url: str, name: str) -> "psycopg2.extensions.connection":
    try:
        return psycopg2.connect(url, connect_timeout=PATIENCE)
    except psycopg2.Error as error:
        raise StartError(
            "database",
            f"what {name} names cannot be reached: {str(error).strip()}",
            f"Start that server or mend {name} (postgres://user:password@host:5432/database); "
            "without it a PostgreSQL of the demonstration's own is started.",
        ) from error


def _prepare(connection: "psycopg2.extensions.connection") -> None:
    """The roles that own nothing, and a log without values, where the login may make them."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        try:
            for role in (APP, *WORKING):
                login = sql.Identifier(role)
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if not cursor.fetchone():
                    cursor.execute(sql.SQL("CREATE ROLE {}").format(login))
                cursor.execute("SELECT pg_has_role(current_user, %s, 'USAGE')", [role])
                if cursor.fetchone() != (True,):
                    cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(login))
                cursor.execute("SELECT pg_has_role(%s, %s, 'USAGE')", [APP, role])
                if cursor.fetchone() != (True,):
                    cursor.execute(sql.SQL("GRANT {} TO {}").format(login, sql.Identifier(APP)))
        except psycopg2.Error as error:
            raise StartError(
                "database",
                f"the login of DATABASE_URL may not work under the roles of the portal: {str(error).strip()}",
                f"As an administrator of that server: CREATE ROLE {APP}; "
                + "".join(f"CREATE ROLE {role}; GRANT {role} TO {APP}; " for role in WORKING)
                + f"GRANT {', '.join((APP, *WORKING))} TO <the login>;",
            ) from error
        # Only an administrator may say what a server writes into its log; /readyz tells where it is not said.
        with contextlib.suppress(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SELECT current_database()")
            (database,) = cursor.fetchone() or ("",)
            for name, value in SILENT_LOG.items():
                statement = sql.SQL("ALTER DATABASE {} SET {} = %s")
                cursor.execute(statement.format(sql.Identifier(database), sql.Identifier(name)), [value])


def _ping(url: str) -> None:
    try:
        with contextlib.closing(
            redis.Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
        ) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise StartError(
            "broker",
            f"what REDIS_URL names cannot be reached: {error}",
            "Start that server or mend REDIS_URL (redis://host:6379/0); "
            "without it a Valkey of the demonstration's own is started.",
        ) from error
