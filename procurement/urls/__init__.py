"""Addresses of procurement, by who uses them."""

from django.urls import URLPattern, URLResolver

from procurement.urls import officer, public, questions

urlpatterns: list[URLPattern | URLResolver] = [*public.urlpatterns, *questions.urlpatterns, *officer.urlpatterns]
