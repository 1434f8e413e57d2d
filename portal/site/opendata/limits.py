"""How often one address may ask the API, and how the answer says so."""

import time
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI
from ninja.throttling import BaseThrottle

from portal.ground.hits import hits

_STATE = "yangguang.rate"
_MINUTE = 60


class PerMinute(BaseThrottle):
    """At most API_PER_MINUTE requests in a minute of the clock from one address, over all routes together."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Without the broker nobody is counted and everybody is served."""
        now = time.time()
        asked = hits(request, f"api:{int(now // _MINUTE)}", seconds=_MINUTE)
        if asked is None:
            return True
        most: int = settings.API_PER_MINUTE
        request.META[_STATE] = (max(0, most - asked), int(_MINUTE - now % _MINUTE) + 1)
        return asked <= most

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return _MINUTE - time.time() % _MINUTE


class OpenAPI(NinjaAPI):
    """An API that any page may read, that tells each reader what is left, and sends again only what has changed."""

    def create_response(self, request: HttpRequest, data: Any, **more: Any) -> HttpResponse:
        response = super().create_response(request, data, **more)
        return told(request, unless_known(request, response, response.content))


def unless_known(request: HttpRequest, response: HttpResponse, said: bytes) -> HttpResponse:
    """``response``, or 304 for whoever names the tag of what it has ``said`` before."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    tag = response["ETag"] = f'W/"{sha256(said).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=tag, response=response) or response


def told(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """``response`` with the headers of the limit and the leave to be read from any origin."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = (
        "ETag, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, X-Last-Key"
    )
    if _STATE in request.META:
        left, reset = request.META[_STATE]
        response["RateLimit-Limit"] = str(settings.API_PER_MINUTE)
        response["RateLimit-Remaining"] = str(left)
        response["RateLimit-Reset"] = str(reset)
    return response
