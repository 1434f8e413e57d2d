"""The opendata room as a Django application."""

from django.apps import AppConfig


class OpendataConfig(AppConfig):
    name = "portal.site.opendata"
    label = "opendata"
