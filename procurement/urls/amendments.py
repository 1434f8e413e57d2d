"""Correcting and ending a published call; the supervisor's desk."""

from django.urls import URLPattern, URLResolver, path

from procurement.views.calls import amendments
from procurement.views.oversight import clock, confirmations, desk

urlpatterns: list[URLPattern | URLResolver] = [
    path("workspace/calls/<str:number>/correct/", amendments.call_amend, name="call_amend"),
    path("workspace/calls/<str:number>/terminate/", amendments.call_terminate, name="call_terminate"),
    path("workspace/calls/<str:number>/amendment/", amendments.amendment_review, name="amendment_review"),
    path(
        "workspace/calls/<str:number>/amendment/discard/",
        amendments.amendment_discard,
        name="amendment_discard",
    ),
    path("workspace/oversight/", desk.oversight, name="oversight"),
    path("workspace/oversight/rules/", confirmations.rule_confirmations, name="rule_confirmations"),
    path("workspace/oversight/rules/<str:row_id>/", confirmations.rule_confirm, name="rule_confirm"),
    path("workspace/clock/", clock.portal_clock, name="portal_clock"),
]
