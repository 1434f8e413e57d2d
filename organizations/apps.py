"""The organizations room as a Django application."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"
