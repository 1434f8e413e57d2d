"""A portal's data without its processes: a server of its own over a folder, and the commands an operator types."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2

from portal.ground import roles
from portal.running import embedded
from portal.running.keeping import places
from tests.support.prepared import begin_from, prepared
from tests.support.stack import fill

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = places.HALVES


class Data:
    """``secrets`` is the folder that compose mounts: what `release` and `backup` are given there, never the
    opening key."""

    def __init__(self, folder: Path, values: dict[str, str]) -> None:
        self.folder, self.values = folder, values
        folder.chmod(0o755)  # as root, the server's own user goes through it to its data
        self.runtime = embedded.runtime_folder()
        self.runtime.chmod(0o755)
        self.secrets = self.runtime / "secrets"
        self.secrets.mkdir()
        for place in places.places():
            if place.told_again or not place.matters:
                (self.secrets / place.file).write_text(values.get(place.name, f"of {place.file}"))
        self.server = embedded.Postgres(folder, self.runtime, throwaway=True)
        self.server.start()

    def manage(self, *words: str, database: str = embedded.DATABASE, **environ: str) -> Any:
        """One command of manage.py to its end, as the owner."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        own = {name: self.values[name] for name in PUBLIC} | {
            "SECRET_KEY": "of the release",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.server.url(roles.OWNER, database),
        }
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT, env=kept | own | environ, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def shell(self, text: str, database: str = embedded.DATABASE) -> str:
        done = self.manage("shell", "--no-imports", "-c", text, database=database)
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    def ask(self, statement: str, *values: object, database: str = embedded.DATABASE) -> list[Any]:
        """As who administers the server."""
        connection = psycopg2.connect(self.server.url(roles.SUPERUSER, database))
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def another_database(self, name: str) -> str:
        self.ask(f"CREATE DATABASE {name} OWNER {roles.OWNER}")
        return name

    def unguarded_copy(self, name: str) -> str:
        """A copy of the database for whoever can get around every trigger."""
        self.ask(f"CREATE DATABASE {name} TEMPLATE {embedded.DATABASE} OWNER {roles.OWNER}")
        for (table,) in self.ask(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database=name
        ):
            self.ask(f'ALTER TABLE "{table}" DISABLE TRIGGER USER', database=name)
        return name

    def destroy(self) -> None:
        """The server, its data, the files: all of it."""
        self.server.stop()
        shutil.rmtree((self.folder / "postgres").resolve(), ignore_errors=True)
        shutil.rmtree(self.runtime, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def demonstration() -> Data:
    """What a first start of the demonstration leaves."""
    folder = embedded.runtime_folder()
    begin_from(prepared("demonstration", fill), folder)
    values = json.loads((folder / "secrets.json").read_text())
    return Data(folder, values)


@contextlib.contextmanager
def empty(values: dict[str, str]) -> Iterator[Data]:
    """A new machine, given these secrets."""
    data = Data(embedded.runtime_folder(), values)
    try:
        yield data
    finally:
        data.destroy()
