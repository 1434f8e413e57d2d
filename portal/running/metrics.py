"""Figures for whoever runs the portal, in the text form that Prometheus reads (docs/operations.md, Figures).

Given to nobody but who shows METRICS_KEY; nobody and no bid can be found in them."""

import contextlib
import hmac
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.ground.ledger import delivery, letters, seals, trust
from portal.running import counting, health, valkey
from portal.running.processes import TASK_ROUTES
from procurement.selectors.calls import portal_waits

FORM = "text/plain; version=0.0.4; charset=utf-8"
FAILED_DAYS = 3
QUEUES = ("celery", *sorted({route["queue"] for route in TASK_ROUTES.values()}))
Labels = Mapping[str, str]


@dataclass(frozen=True)
class Figure:
    """One name with what it means; ``values`` by their labels."""

    name: str
    kind: str
    means: str
    values: tuple[tuple[Labels, float], ...]
    # What stands in place of `values` where a figure has parts: each with the ending of its name.
    parts: tuple[tuple[str, Labels, float], ...] = ()

    def lines(self) -> Iterator[str]:
        yield f"# HELP {self.name} {self.means}"
        yield f"# TYPE {self.name} {self.kind}"
        for ending, labels, value in (*(("", *one) for one in self.values), *self.parts):
            # No label of ours holds a quote.
            named = ",".join(f'{name}="{said}"' for name, said in labels.items())
            yield f"{self.name}{ending}{f'{{{named}}}' if named else ''} {value:.15g}"


def _gauge(name: str, means: str, *values: tuple[Labels, float]) -> Figure:
    return Figure(f"yangguang_{name}", "gauge", means, values)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """As if there were no such page, but for who shows the key."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_KEY or not hmac.compare_digest(shown.encode(), settings.METRICS_KEY.encode()):
        return HttpResponse(status=404, content_type="text/plain; charset=utf-8")
    text = "".join(f"{line}\n" for figure in figures() for line in figure.lines())
    return HttpResponse(text, content_type=FORM)


def figures() -> Iterator[Figure]:
    ready, checks = health.look()
    yield _gauge("ready", "1 where visitors may be sent here, as /readyz says", ({}, ready))
    yield _gauge(
        "check", "1 for each check of /readyz that is ok",
        *(({"name": name}, said == health.OK) for name, said in checks.items()),
    )  # fmt: skip
    yield from _disk()
    yield from _answers()
    yield from _bells()
    if checks["database"] == health.OK:
        yield from _rows(trust.standing())


def _disk() -> Iterator[Figure]:
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(settings.VAR_DIR).free
        yield _gauge("disk_free_bytes", "free below VAR_DIR, where the files lie", ({}, free))


def _answers() -> Iterator[Figure]:
    """Nothing while the server of the sums is away: `check` says so."""
    try:
        sums = counting.counted()
    except redis.RedisError:
        return
    kinds = [({"status": kind}, sums.get(kind, 0)) for kind in ("2xx", "3xx", "4xx", "5xx")]
    yield Figure("yangguang_answers_total", "counter", "answers of the web by kind of status", tuple(kinds))
    below, steps = 0, []
    for bound in (*map(str, counting.BOUNDS), "+Inf"):
        below += sums.get(bound, 0)
        steps.append(("_bucket", {"le": bound}, below))
    whole = [*steps, ("_sum", {}, sums.get("milliseconds", 0) / 1000), ("_count", {}, below)]
    yield Figure("yangguang_answer_seconds", "histogram", "until an answer began", (), tuple(whole))


def _bells() -> Iterator[Figure]:
    client = valkey.client(settings.REDIS_URL, patience=1)
    with contextlib.suppress(redis.RedisError), contextlib.closing(client):
        rung = [({"queue": name}, float(client.llen(name))) for name in QUEUES]
        yield _gauge("bells", "tasks that wait in the broker", *rung)


def _rows(standing: trust.Standing) -> Iterator[Figure]:
    now, steady = standing.now, standing.steady
    yield _gauge("clock_doubted", "1 while nothing irrevocable is done", ({}, bool(standing.doubt)))
    waiting = {"deliveries": delivery.waiting(steady), "letters": letters.waiting(steady)}
    yield _gauge(
        "waiting", "what is due and not done",
        *(({"queue": name}, count) for name, (count, _) in waiting.items()),
    )  # fmt: skip
    yield _gauge(
        "waiting_oldest_seconds", "how long the oldest of it has been due",
        *(({"queue": name}, _age(since, steady)) for name, (_, since) in waiting.items()),
    )  # fmt: skip
    failed = letters.failed(steady - timedelta(days=FAILED_DAYS))
    yield _gauge("letters_failed", f"letters of the last {FAILED_DAYS} days that were given up", ({}, failed))
    if newest := seals.newest():
        yield _gauge("seal_age_seconds", "since the newest seal of the record", ({}, _age(newest.at, now)))
    owed = portal_waits(now)
    yield _gauge("duties_waiting", "what the portal itself owes", *(({"kind": kind}, n) for kind, n in owed))


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
