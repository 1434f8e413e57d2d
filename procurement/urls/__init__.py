"""Addresses of procurement, by who uses them."""

from django.urls import URLPattern, URLResolver

from procurement.urls import (
    amendments,
    awards,
    bids,
    evaluation,
    officer,
    openings,
    pools,
    public,
    questions,
    voices,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *public.urlpatterns,
    *questions.urlpatterns,
    *voices.urlpatterns,
    *amendments.urlpatterns,
    *bids.urlpatterns,
    *openings.urlpatterns,
    *evaluation.urlpatterns,
    *pools.urlpatterns,
    *awards.urlpatterns,
    *officer.urlpatterns,
]
