"""What a supervisor asks: is the process alive, and may it be sent visitors."""

import contextlib
import shutil
from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.ground.files import FILES, FilesAwayError
from portal.ground.ledger import delivery, letters, seals, trust
from portal.running import valkey
from portal.running.embedded import SILENT_LOG
from procurement.selectors.calls import portal_waits
from procurement.selectors.voices import unanswered_readings

OK = "ok"
ONE_MINUTE = timedelta(minutes=1)
LEAST_FREE = 1_000_000_000  # bytes: some three hundred bids with all their files
# Asking which migrations there are reads every migration file: once they are all applied, they stay so.
_migrated = False


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of the database, so that a slow one does not end the process."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 unless visitors can be served safely. A broker away is only told: rows wait for it. So is a doubted clock,
    with what waits for it, what waits for a worker, a chain without new seals, a disk that is nearly full, and files
    that cannot be reached: pages can be read all the same.

    In a demonstration the server's log is only told too: nothing confidential is written there.
    """
    ready, checks = look()
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


def look() -> tuple[bool, dict[str, str]]:
    """Whether visitors can be served, and what each check says."""
    checks: dict[str, str] = {}
    try:
        checks["database"] = OK
        checks["migrations"] = _migrations()
        checks["rights"] = _rights()
        checks["log"] = _log()
    except DatabaseError as error:
        checks["database"] = type(error).__name__
    ready = all(answer == OK for name, answer in checks.items() if not (settings.DEMO and name == "log"))
    checks["broker"] = _broker()
    checks["disk"] = _disk()
    checks["files"] = _files()
    if checks["database"] == OK:
        standing = trust.standing()
        checks["clock"] = _clock(standing)
        checks["letters"] = _letters(standing.steady)
        checks["deliveries"] = _deliveries(standing.steady)
        checks["seals"] = _seals(standing.now)
        checks["confidant"] = _confidant(standing.steady)
    return ready, checks


def _migrations() -> str:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            return "not applied: " + ", ".join(f"{one.app_label}.{one.name}" for one, _ in missing)
        _migrated = True
    return OK


def _rights() -> str:
    """The portal must not be able to undo what it wrote, so its role owns no table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        )
        owned = cursor.fetchone()[0]
    return OK if owned == 0 else f"the role owns {owned} tables; give DATABASE_ROLE or another login"


def _log() -> str:
    """A failing statement must not write its values into the server's log: drafts would stand there."""
    names = list(SILENT_LOG)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names])
        standing = dict(cursor.fetchall())
    wrong = [f"{name} = {value}" for name, value in SILENT_LOG.items() if standing.get(name) != value]
    return OK if not wrong else "set on the server: " + ", ".join(wrong)


def _clock(found: trust.Standing) -> str:
    if not found.doubt:
        return OK
    waiting = ", ".join(f"{kind} {count}" for kind, count in portal_waits(found.now))
    return (
        f"doubted: {found.doubt}; nothing is published, closed, judged or opened; due: {waiting or 'nothing'}"
    )


def _waiting(number: int, where: str) -> str:
    return OK if not number else f"{number} wait longer than a quarter of an hour; {where}"


def _letters(now: datetime) -> str:
    return _waiting(letters.overdue(now), "see: manage.py letters")


def _deliveries(now: datetime) -> str:
    """What listeners were promised to be told: no worker comes to it, or it fails again and again."""
    return _waiting(delivery.overdue(now), "see the log of worker")


def _confidant(now: datetime) -> str:
    """Words in confidence that a reviewer asked for: a process of its own opens them."""
    return _waiting(unanswered_readings(now - delivery.LONG_OVERDUE), "see the log of confidant")


def _seals(now: datetime) -> str:
    late = seals.late(now)
    return (
        OK
        if late is None
        else f"the newest is {late // ONE_MINUTE} minutes old; see the logs of beat and worker"
    )


def _disk() -> str:
    """Of files and signs of life. The database's disk is another's to watch."""
    try:
        free = shutil.disk_usage(settings.VAR_DIR).free
    except OSError as error:
        return f"VAR_DIR: {error.strerror}"
    return OK if free >= LEAST_FREE else f"{free // 1_000_000} MB free below VAR_DIR"


def _files() -> str:
    try:
        storages[FILES].ask()  # type: ignore[attr-defined]
    except FilesAwayError as error:
        return f"away: {error}"
    return OK


def _broker() -> str:
    """Both servers, where the cache is another."""
    for url in {settings.REDIS_URL, settings.CACHE_URL}:
        client = valkey.client(url, patience=1)
        try:
            with contextlib.closing(client):
                client.ping()
        except redis.RedisError as error:
            return type(error).__name__
    return OK
