"""The opening of a call, for officials."""

from django.urls import URLPattern, URLResolver, path, re_path

from procurement.views import openings

_CALL = "workspace/calls/<str:number>/opening/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_CALL, openings.opening, name="opening"),
    path(f"{_CALL}confirm/", openings.opening_confirm, name="opening_confirm"),
    path(f"{_CALL}review/", openings.opening_review, name="opening_review"),
    path(f"{_CALL}take-back/", openings.opening_take_back, name="opening_take_back"),
    path(f"{_CALL}again/", openings.opening_again, name="opening_again"),
    re_path(
        r"^workspace/calls/(?P<number>[^/]+)/opening/(?P<kind>void|extension)/$",
        openings.opening_end,
        name="opening_end",
    ),
]
