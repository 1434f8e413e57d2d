"""Pages and files of text travel compressed to whoever takes it so."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/json", "application/x-ndjson", "application/atom+xml")


class TextGZip(GZipMiddleware):
    """Django's own, which adds a random length to hide what a page holds (BREACH), for text alone: a PDF, a
    workbook or a picture is compressed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
