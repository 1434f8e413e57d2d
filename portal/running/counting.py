"""How many answers of each kind the web gives and how long they take: figures alone, of nobody and of no address.

Each process adds up for a few seconds and hands its sums to the broker's server, where those of all hosts meet."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

import redis
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from portal.running import valkey

KEY = "yangguang:answers"
# Seconds: up to each of them, as Prometheus counts.
BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
EVERY = 5.0
PAUSE = 30.0  # after the server did not answer
PATIENCE = 0.3
NOT_COUNTED = ("/healthz", "/readyz", "/metrics", settings.STATIC_URL)

_lock = Lock()
_sums: Counter[str] = Counter()
_next = 0.0


def count_answers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, outermost: so it sees what became of every fault. A file that is sent in parts counts until its
    first."""

    def serve(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(NOT_COUNTED):
            return get_response(request)
        begun = time.perf_counter()
        response = get_response(request)
        _add(response.status_code, time.perf_counter() - begun)
        return response

    return serve


def _add(status: int, seconds: float) -> None:
    global _next
    with _lock:
        _sums[f"{status // 100}xx"] += 1
        _sums["milliseconds"] += round(seconds * 1000)
        _sums[bound_of(seconds)] += 1
        now = time.monotonic()
        if now < _next:
            return
        _next = now + EVERY
    hand_over()


def bound_of(seconds: float) -> str:
    return next((str(bound) for bound in BOUNDS if seconds <= bound), "+Inf")


def hand_over() -> None:
    """Give this process's sums away. A server that does not answer is left alone for a while, and nothing is lost."""
    global _next
    with _lock:
        given = dict(_sums)
        _sums.clear()
    if not given:
        return
    try:
        with contextlib.closing(_server()) as server, server.pipeline() as together:
            for name, number in given.items():
                together.hincrby(KEY, name, number)
            together.execute()
    except redis.RedisError:
        with _lock:
            _sums.update(given)
            _next = time.monotonic() + PAUSE


def counted() -> Mapping[str, int]:
    """The sums of all processes since that server was started. Raises redis.RedisError."""
    hand_over()
    with contextlib.closing(_server()) as server:
        found: Mapping[Any, Any] = server.hgetall(KEY)
    return {name.decode(): int(number) for name, number in found.items()}


def _server() -> redis.Redis:
    return valkey.client(settings.REDIS_URL, patience=PATIENCE)
