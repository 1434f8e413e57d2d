"""What did not arrive as a request that can be read: said in both languages, whatever else works."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string

_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def page(status: int) -> str:
    """The page of 400, 405, 413 or 414; it needs no session, no database and no translation."""
    largest = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 2**20
    return render_to_string("refused.html", {"status": status, "largest": largest})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """In place of Django's page of one English line. 413 for what is too large, else 400."""
    status = 413 if isinstance(exception, _TOO_LARGE) else 400
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": "too large" if status == 413 else "unreadable"}, status=status)
    return HttpResponse(page(status), status=status)


def say_not_allowed(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: an address that only takes a button, opened as a page, is no blank one."""

    def serve(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code == 405 and isinstance(response, HttpResponse) and not response.content:
            response.content = page(405).encode()
        return response

    return serve
