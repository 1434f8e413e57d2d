"""The threads that answer requests: gunicorn's, with a page of ours where an address is too long for it."""

from typing import Any

from gunicorn import util
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker


class Answering(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's worker of threads. What it refuses by itself it would say in one line of English."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """A request that never reached Django. Its sender's address is logged nowhere."""
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, None, exc)
            return
        from portal.site.website.refused import page

        body = page(414).encode()
        head = (
            "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        try:
            util.write_nonblock(client, head.encode() + body)
        except OSError:
            self.log.debug("an address too long; its sender did not wait for the answer")
