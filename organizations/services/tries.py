"""How often a password, a code or a sheet may be tried wrongly, so that nobody guesses and no owner is locked out.

Counted is what failed, for each account from each place. A place is a session the owner is in, a device on which the
owner signed in before, known by a mark in a cookie, or else a network address. From a few failures on it waits longer
and longer. Where an account or an address sees very many failures, a place that is a mere address waits once, for a
stated time, before its try is looked at: an attacker's thousand addresses cost him that wait each time, the owner
pays it once.
"""

import secrets
import time
from dataclasses import dataclass
from typing import Any

from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import ngettext, override
from redis.exceptions import RedisError

from organizations.models import User
from organizations.models.users import plain_name
from portal.ground.hits import HOUR, address_of, count

DAY = 24 * HOUR
# Failures within an hour from one address over all accounts: 60 people of an office who mistype are far from it.
FROM_ONE_ADDRESS = 150
COOKIE = "known"
COOKIE_SECONDS = 180 * DAY
# Of so many people who share a browser it keeps the mark.
MOST_PEOPLE = 20
_NONCE = 16


@dataclass(frozen=True)
class Kind:
    """``free`` tries fail from a place within a day without a wait; the next waits are 1, 2, 4 … minutes, at most
    ``longest`` seconds. ``crowd``: so many failures of one account within an hour from all unknown places together
    let each of them wait ``newcomer`` seconds before a try."""

    name: str
    free: int
    longest: int
    crowd: int
    newcomer: int


PASSWORD = Kind("password", free=5, longest=15 * 60, crowd=50, newcomer=5 * 60)
# Far fewer are possible than passwords, and only who has the password may try them.
CODE = Kind("code", free=5, longest=HOUR, crowd=20, newcomer=HOUR // 2)
SHEET = Kind("sheet", free=5, longest=HOUR, crowd=20, newcomer=HOUR // 2)


class TooManyTriesError(ValidationError):
    """Not looked at now; ``seconds`` until it will be. Says so in minutes, and what helps meanwhile."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        minutes = int(seconds // 60) + 1
        super().__init__(
            ngettext(
                "Too many attempts. Wait %(minutes)d minute, then try again here: nothing is locked. A phone or "
                "computer on which you signed in before is not held up by what others try.",
                "Too many attempts. Wait %(minutes)d minutes, then try again here: nothing is locked. A phone or "
                "computer on which you signed in before is not held up by what others try.",
                minutes,
            )
            % {"minutes": minutes}
        )


@dataclass(frozen=True)
class Try:
    """One try, counted as failed until it is forgiven."""

    place: str
    crowds: tuple[str, ...]

    def forgive(self) -> None:
        """It was right: the place begins anew, and the try counts nowhere."""
        try:
            cache.delete_many([self.place, _until(self.place)])
            for crowd in self.crowds:
                cache.decr(crowd)
        except (RedisError, OSError, ValueError):
            return


def spend(request: HttpRequest, kind: Kind, username: str) -> Try:
    """Count a try at the account of ``username``, which need not exist. While the cache is away nobody is counted and
    everybody served. Raises TooManyTriesError."""
    name, now = plain_name(username), time.time()
    device = _known_device(request, name)
    address = truncate_ip(address_of(request))
    place = _key(kind, "place", name, device or address)
    crowds = (
        {}
        if device
        else {_key(kind, "account", name): kind.crowd, _key(kind, "address", address): FROM_ONE_ADDRESS}
    )
    try:
        if (wait := cache.get(_until(place), 0.0) - now) > 0:
            raise TooManyTriesError(wait)
        counted = cache.get_many(crowds)
        if any(counted.get(crowd, 0) >= most for crowd, most in crowds.items()):
            came = float(cache.get_or_set(_came(place), now, 3 * kind.newcomer) or now)
            if (wait := came + kind.newcomer - now) > 0:
                raise TooManyTriesError(wait)
            cache.delete(_came(place))
        if (failed := count(place, seconds=DAY)) >= kind.free:
            seconds = min(60 * 2 ** min(failed - kind.free, 10), kind.longest)
            cache.set(_until(place), now + seconds, seconds)
        for crowd in crowds:
            count(crowd, seconds=HOUR)
    except (RedisError, OSError):
        return Try(place, ())
    return Try(place, tuple(crowds))


def remember_device(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Leave in this browser that ``user`` signed in here. The mark names nobody, is sent to the pages of accounts
    alone, and is worth nothing once the password is another."""
    nonce = secrets.token_hex(_NONCE // 2)
    others = [mark for mark in _marks(request) if not _is_of(mark, user)]
    marks = ".".join([nonce + _seal(nonce, user), *others][:MOST_PEOPLE])
    for code, _language in settings.LANGUAGES:
        with override(code):
            path = reverse("account_login").removesuffix("login/")
        response.set_cookie(
            f"{COOKIE}_{code.partition('-')[0]}", marks, max_age=COOKIE_SECONDS, path=path, httponly=True,
            secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
        )  # fmt: skip


def _known_device(request: HttpRequest, name: str) -> str:
    """Which of the owner's devices this is, or in which session the owner is in; empty for a place where the owner
    never signed in."""
    if (present := getattr(request, "user", None)) is not None and present.get_username() == name:
        return f"session {request.session.session_key}"
    marks = _marks(request)
    user = User.objects.filter(username=name).first() if marks else None
    return next((mark[:_NONCE] for mark in marks if user and _is_of(mark, user)), "")


def _marks(request: HttpRequest) -> list[str]:
    sent = ".".join(text for name, text in request.COOKIES.items() if name.startswith(f"{COOKIE}_"))
    return [mark for mark in sent.split(".")[:MOST_PEOPLE] if mark]


def _is_of(mark: str, user: User) -> bool:
    return constant_time_compare(mark[_NONCE:], _seal(mark[:_NONCE], user))


def _seal(nonce: str, user: User) -> str:
    return salted_hmac(
        "organizations.device", f"{nonce}:{user.pk}:{user.password}", algorithm="sha256"
    ).hexdigest()[:32]


def _key(kind: Kind, what: str, *of: Any) -> str:
    """Neither names nor addresses stand in the cache."""
    who = salted_hmac("organizations.tries", "\0".join(of), algorithm="sha256").hexdigest()[:32]
    return f"tries:{kind.name}:{what}:{who}"


def _until(place: str) -> str:
    return f"{place}:until"


def _came(place: str) -> str:
    return f"{place}:came"
