"""The throw-away servers of one test run: addresses at once, processes only when a test needs them."""

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg2

from portal.ground import keys, roles
from portal.running import embedded
from tests.support.prepared import begin_from, prepared

ROOT = Path(__file__).resolve().parents[2]


class Throwaway:
    """PostgreSQL and Valkey below one private folder, so that several runs live side by side.

    The environment is written when this is made, before Django reads it; the servers start at the
    first test that wants the database. DATABASE_URL and REDIS_URL of the caller win.
    """

    def __init__(self) -> None:
        self.folder = embedded.runtime_folder()
        (self.folder / "pid").write_text(str(os.getpid()))
        self._clear_abandoned()
        self.folder.chmod(0o755)  # as root, the database's own user goes through it to its data
        self.sockets = self.folder / "run"
        self.sockets.mkdir(mode=0o700)
        self.static = self.folder / "static"
        self.static.mkdir()
        self.given = {
            name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)
        }
        self.stack = contextlib.ExitStack()
        self.started = self.migrated = False
        atexit.register(self.stop)

    def _clear_abandoned(self) -> None:
        """Remove what runs left behind that were killed; their servers ended with them."""
        for mark in self.folder.parent.glob(f"{embedded.PREFIX}*/pid"):
            with contextlib.suppress(OSError, ValueError):
                if not psutil.pid_exists(int(mark.read_text())):
                    shutil.rmtree(mark.parent, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """What the settings read. The role is left out: the tests migrate first, then take it."""
        postgres = embedded.Postgres(self.folder, self.sockets)
        valkey = embedded.Valkey(self.folder, self.sockets)
        return {
            "DATABASE_URL": self.given.get("DATABASE_URL") or postgres.url(roles.OWNER),
            "REDIS_URL": self.given.get("REDIS_URL") or valkey.url,
            **{name: key for name, key in keys.make().items() if name != "RECOVERY_KEY"},
            "DATABASE_ROLE": "",
            "SECRET_KEY": "of-the-tests-alone",
            # Whoever signed in once in a long file is asked for no proof again.
            "PROOF_SECONDS": "86400",
            "DEBUG": "0",
            "DEMO": "0",
            "SITE_URL": "http://testserver",
            "STATIC_MANIFEST": "0",
            "PUBLIC_CACHE": "0",
            "STATIC_ROOT": str(self.static),
            "VAR_DIR": str(self.folder / "var"),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }

    def start(self) -> None:
        if not self.started:
            self.started = True
            if "PYTEST_XDIST_WORKER" in os.environ and "DATABASE_URL" not in self.given:
                # Of the workers of a run one migrates; a test database is made of what it left.
                self.migrated = begin_from(prepared("migrated", self._migrate), self.folder)
            self.stack.enter_context(
                embedded.servers(self.folder, throwaway=True, environ=self.given, runtime=self.sockets)
            )
            if "DATABASE_URL" not in self.given:
                self._let_owner_lay()

    def _migrate(self, folder: Path) -> None:
        """A server's data in that folder, its database migrated."""
        folder.mkdir()
        folder.chmod(0o755)
        runtime = embedded.runtime_folder()
        server = embedded.Postgres(folder, runtime, throwaway=True)
        server.start()
        try:
            given = os.environ | {"DATABASE_URL": server.url(roles.OWNER)}
            subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=given, check=True)
        finally:
            server.throwaway = False  # put to rest in order, so that a copy has nothing to recover
            server.stop()
            shutil.rmtree(runtime, ignore_errors=True)

    def _let_owner_lay(self) -> None:
        """Rows as they stood, without a trigger (tests/support/remembered.py)."""
        superuser = psycopg2.connect(host=str(self.sockets), user=roles.SUPERUSER, dbname="postgres")
        with contextlib.closing(superuser), superuser, superuser.cursor() as cursor:
            cursor.execute(f"GRANT SET ON PARAMETER session_replication_role TO {roles.OWNER}")

    def stop(self) -> None:
        self.stack.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def var(self) -> Path:
        return self.folder / "var"
