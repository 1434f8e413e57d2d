"""Telling the province, and replying in public."""

from django.urls import URLPattern, URLResolver, path

from procurement.views.voices import replies, reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/missing/", reports.missing_list, name="missing_list"),
    path("notices/missing/report/", reports.missing_report, name="missing_report"),
    path("confidential/", reports.confidential_report, name="confidential_report"),
    path("reports/", reports.report_lookup, name="report_lookup"),
    path("workspace/reports/<str:number>/", reports.report_decide, name="report_decide"),
    path("workspace/replies/<slug:slug>/", replies.reply_list, name="reply_list"),
    path("workspace/replies/<int:pk>/publish/", replies.reply_publish, name="reply_publish"),
    path("workspace/replies/<int:pk>/withdraw/", replies.reply_withdraw, name="reply_withdraw"),
]
