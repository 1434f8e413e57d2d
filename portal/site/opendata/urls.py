"""Addresses of open data that speak the reader's language; the API has none and stands in portal.urls."""

from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.http import require_safe

from portal.site.opendata import codes, downloads, feeds, record

urlpatterns: list[URLPattern | URLResolver] = [
    path("feeds/notices.atom", require_safe(feeds.Notices()), name="notices_atom"),
    path("feeds/deadlines.ics", feeds.deadlines, name="deadlines_ics"),
    path("data/", record.index, name="data"),
    path("data/api/", record.interface, name="data_api"),
    path("data/releases.jsonl", downloads.releases, name="releases"),
    path("data/records.jsonl", downloads.records, name="records"),
    re_path(
        r"^data/(?P<name>notices|awards|contracts)\.(?P<extension>csv|xlsx)$", downloads.table, name="table"
    ),
    path("codes/", codes.index, name="code_lists"),
    path("codes/<slug:name>/", codes.code_list, name="code_list"),
    path("data/audit.jsonl", record.audit, name="audit"),
    path("data/checkpoints.txt", record.checkpoints, name="checkpoints"),
    path("data/verify.py", record.script, name="verify_script"),
]
