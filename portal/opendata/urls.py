"""Addresses of open data that speak the reader's language; the API has none and stands in portal.urls."""

from django.urls import URLPattern, URLResolver, path

from portal.opendata import feeds

urlpatterns: list[URLPattern | URLResolver] = [
    path("feeds/notices.atom", feeds.Notices(), name="notices_atom"),
    path("feeds/deadlines.ics", feeds.deadlines, name="deadlines_ics"),
]
