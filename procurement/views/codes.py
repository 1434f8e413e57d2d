"""What stands behind a code that somebody holds: it travels in a POST and stands in no address."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext
from redis.exceptions import RedisError

from procurement.forms.questions import LookupForm
from procurement.services.inquiries import hash_of

Found = TypeVar("Found")

LOOKED_UP_AN_HOUR = 60
HOUR = 3600


def too_many(request: HttpRequest, what: str, most: int) -> bool:
    """Whether this address did ``what`` more than ``most`` times within the hour. Nothing of it is kept longer."""
    key = f"often:{what}:{request.META.get('REMOTE_ADDR', '')}"
    try:
        cache.add(key, 0, HOUR)
        return cache.incr(key) > most
    except (RedisError, ValueError):  # with the cache away everybody may ask
        return False


def behind(
    request: HttpRequest, form: LookupForm, find: Callable[[str], Found | None], nothing: str
) -> Found | None:
    """What ``find`` gives for the hash of the code in a bound form; ``nothing`` stands on the field where there is
    none, and another word where somebody tries too often."""
    if not form.is_valid():
        return None
    if too_many(request, "lookup", LOOKED_UP_AN_HOUR):
        form.add_error("code", gettext("That was many tries within an hour. Please go on a little later."))
        return None
    found = find(hash_of(form.cleaned_data["code"]))
    if found is None:
        form.add_error("code", nothing)
    return found
