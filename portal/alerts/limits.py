"""How often one network address may ask for letters. None is kept, not even hashed, beyond an hour."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

PER_HOUR = 20


def may_ask(request: HttpRequest) -> bool:
    """Count this request; False when its network address asked too often within the hour.

    With the cache away everybody may ask: what one mailbox gets in a day is limited by its own letters.
    """
    address = request.META.get("REMOTE_ADDR", "")
    who = salted_hmac("alerts.limits", address, algorithm="sha256").hexdigest()[:32]
    key = f"alerts:{who}"
    try:
        cache.add(key, 0, timeout=3600)
        return bool(cache.incr(key) <= PER_HOUR)
    except (RedisError, ValueError):
        return True
