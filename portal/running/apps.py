"""What runs the portal, as a Django application: for the sake of its commands."""

from django.apps import AppConfig


class RunningConfig(AppConfig):
    name = "portal.running"
    label = "running"
    verbose_name = "Running"
