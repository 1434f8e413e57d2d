"""The procurement room as a Django application."""

from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "procurement"
