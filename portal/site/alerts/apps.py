"""The alerts room as a Django application."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "portal.site.alerts"
    label = "alerts"
