"""The yardstick: a bare Django view that answers with 20 kB of ready HTML, under the same server."""

import secrets

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE = b"<!doctype html><title>ready</title>" + b"<p>" + b"ready made " * 1860


def ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [path("", ready)]
if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[], SECRET_KEY=secrets.token_hex(16)
    )
    django.setup()
application = get_wsgi_application()
