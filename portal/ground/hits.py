"""How often a network address did something lately. None is kept readable, and none at all beyond the span."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

HOUR = 3600


def hits(request: HttpRequest, what: str, *, seconds: int = HOUR) -> int | None:
    """Count this request: how often its address did ``what`` within ``seconds`` of the first time, this one
    included. None while the cache is away: nobody is counted and everybody is served."""
    who = salted_hmac("portal.hits", address_of(request), algorithm="sha256").hexdigest()[:32]
    try:
        return count(f"hits:{what}:{who}", seconds=seconds)
    except (RedisError, OSError):
        return None


def count(key: str, *, seconds: int) -> int:
    """How often ``key`` was counted within ``seconds`` of the first time, this one included. Raises RedisError or
    OSError while the cache is away."""
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ended between the two lines
        cache.add(key, 1, seconds)
        return 1


def address_of(request: HttpRequest) -> str:
    """Whose request it is: the address that the outermost of our own proxies saw (TRUSTED_PROXY_COUNT), without
    one that of the connection. What a reader writes into the header himself stands before it and is not believed."""
    forwarded = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    trusted: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if 0 < trusted <= len(forwarded) and forwarded[-trusted]:
        return str(forwarded[-trusted])
    return str(request.META.get("REMOTE_ADDR", ""))


def too_many(request: HttpRequest, what: str, most: int) -> bool:
    """Whether its address did ``what`` more than ``most`` times within the hour, this time included."""
    counted = hits(request, what)
    return counted is not None and counted > most
