"""The demonstration as a Django application, installed where DEMO is set."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "portal.site.demo"
    label = "demo"
