"""No page uses what the device of a reader has beside screen and keys, and nothing inside a page may."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

NONE_OF = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
POLICY = ", ".join(f"{name}=()" for name in NONE_OF)


def refuse_devices(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: the header Permissions-Policy on every answer."""

    def serve(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response["Permissions-Policy"] = POLICY
        return response

    return serve
