"""HEAD is asked of pages by link checkers, feed readers and monitors: answered wherever GET is."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse


def answer_head(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, outermost: what GET would answer, its length included, without the body (RFC 9110, 9.3.2). No view
    is ever asked for HEAD, so none can forget it."""

    def serve(request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return get_response(request)
        request.method = "GET"
        response = get_response(request)
        request.method = "HEAD"
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = []
            return response
        response.headers.setdefault("Content-Length", str(len(response.content)))  # type: ignore[attr-defined]
        response.content = b""  # type: ignore[attr-defined]
        return response

    return serve
