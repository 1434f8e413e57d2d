"""Help: how to find, ask and follow; how to post a lawful call; what the portal does not do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def help_page(request: HttpRequest, page: str = "index") -> HttpResponse:
    return render(request, f"website/help/{page}.html")
