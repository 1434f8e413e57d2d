"""The public record as files: events, checkpoints, and the script that verifies the one by the other."""

from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.ledger import seals, verify

_SCRIPT = Path(verify.__file__)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "website/data.html", {"newest": seals.newest()})


@require_safe
def audit(request: HttpRequest) -> StreamingHttpResponse:
    """Every sealed public event, one JSON object a line, in the order of the seals."""
    return StreamingHttpResponse(seals.audit_lines(), content_type="application/x-ndjson; charset=utf-8")


@require_safe
def checkpoints(request: HttpRequest) -> StreamingHttpResponse:
    """Every seal, one a line; copy them elsewhere and compare later."""
    return StreamingHttpResponse(seals.checkpoint_lines(), content_type="text/plain; charset=utf-8")


@require_safe
def script(request: HttpRequest) -> FileResponse:
    """The verifier: one file, nothing but Python's standard library."""
    return FileResponse(
        _SCRIPT.open("rb"), as_attachment=True, filename="verify.py", content_type="text/x-python"
    )
