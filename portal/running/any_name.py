"""The pages that machines ask, who know a process by its number."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from portal.running import health
from portal.running.metrics import metrics


def answer_any_name(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: the pages for machines answer by whatever name they are asked, and repeat none. Compose, Kubernetes,
    balancers and Prometheus ask a process by its number, which is no name of ours."""
    pages = {"/healthz": health.healthz, "/readyz": health.readyz, "/metrics": metrics}

    def serve(request: HttpRequest) -> HttpResponseBase:
        page = pages.get(request.path_info)
        return get_response(request) if page is None else page(request)

    return serve
