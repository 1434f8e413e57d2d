"""The public record as files: events, checkpoints, and the script that verifies the one by the other."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.ground.ledger import seals, verify
from portal.site.opendata import codes, words

_SCRIPT = Path(verify.__file__)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What can be taken away, and in which form."""
    context = {
        "newest": seals.newest(),
        "most": f"{words.MOST_IN_A_WORKBOOK:,}",
        "tables": [{"name": name, "words": said, "page": reverse(page)} for name, said, page in words.TABLES],
        "columns": [(name, said, codes.COLUMNS.get(name)) for name, said in words.COLUMNS.items()],
    }
    return render(request, "website/data.html", context)


@require_safe
def interface(request: HttpRequest) -> HttpResponse:
    """The API for people: every address with what it gives and one to try."""
    context = {
        "routes": [
            {"path": path, "words": said, "example": f"/api/v1/{example}" if example else ""}
            for path, said, example in words.ROUTES
        ],
        "per_minute": settings.API_PER_MINUTE,
        "alerts_url": reverse("alerts"),
    }
    return render(request, "website/data_api.html", context)


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
