"""What officials do to a call."""

from django.urls import URLPattern, URLResolver, path

from procurement.views.calls import chooser, drafts, reviews, starting
from procurement.views.desk import workspace

urlpatterns: list[URLPattern | URLResolver] = [
    path("workspace/", workspace.workspace, name="workspace"),
    path("workspace/chooser/", chooser.chooser, name="chooser"),
    path("workspace/calls/new/", starting.call_new, name="call_new"),
    path("workspace/calls/<str:number>/dates/lawful/", drafts.call_dates, name="call_dates"),
    path("workspace/calls/<str:number>/check-sheet/", reviews.call_check_sheet, name="call_check_sheet"),
    path(
        "workspace/calls/<str:number>/check-sheet.<str:ext>",
        reviews.call_check_sheet_file,
        name="call_check_sheet_file",
    ),
    path("workspace/calls/<str:number>/preview/", reviews.call_preview, name="call_preview"),
    path("workspace/calls/<str:number>/review/", reviews.call_review, name="call_review"),
    path("workspace/calls/<str:number>/take-back/", reviews.call_take_back, name="call_take_back"),
    path("workspace/calls/<str:number>/in-step/", reviews.call_in_step, name="call_in_step"),
    path("workspace/calls/<str:number>/medium/", reviews.call_medium, name="call_medium"),
    path("workspace/calls/<str:number>/pack.zip", reviews.call_pack, name="call_pack"),
    path("workspace/calls/<str:number>/discard/", drafts.call_discard, name="call_discard"),
    path("workspace/calls/<str:number>/documents/<int:pk>/", drafts.call_document, name="call_document"),
    path("workspace/calls/<str:number>/<slug:part>/", drafts.call_part, name="call_part"),
]
