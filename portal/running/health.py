"""What a supervisor asks: is the process alive, and may it be sent visitors."""

import contextlib
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.ground.ledger import letters, trust
from portal.running.embedded import SILENT_LOG
from procurement.selectors.calls import portal_waits

OK = "ok"
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
    with what waits for it, and letters that do not leave: pages can be read all the same.

    In a demonstration the server's log is only told too: nothing confidential is written there.
    """
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
    if checks["database"] == OK:
        checks["clock"] = _clock()
        checks["letters"] = _letters()
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


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


def _clock() -> str:
    found = trust.standing()
    if not found.doubt:
        return OK
    waiting = ", ".join(f"{kind} {count}" for kind, count in portal_waits(found.now))
    return (
        f"doubted: {found.doubt}; nothing is published, closed, judged or opened; due: {waiting or 'nothing'}"
    )


def _letters() -> str:
    waiting = letters.overdue(trust.standing().steady)
    return OK if not waiting else f"{waiting} wait longer than a quarter of an hour; see: manage.py letters"


def _broker() -> str:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        with contextlib.closing(client):
            client.ping()
    except redis.RedisError as error:
        return type(error).__name__
    return OK


def answer_any_name(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: the health pages answer by whatever name they are asked, and repeat none. Compose, Kubernetes
    and balancers ask a process by its number, which is no name of ours."""
    pages = {"/healthz": healthz, "/readyz": readyz}

    def serve(request: HttpRequest) -> HttpResponseBase:
        page = pages.get(request.path_info)
        return get_response(request) if page is None else page(request)

    return serve
